"""Hand entries to somebody with a mandate."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.ledger.models import Handout, HandoutVersion
from threshold.ledger.queries import Signed, newest_checkpoint, places_of
from threshold.ledger.rules import Actor
from threshold.refusals import Refused

from .append import append


class NothingHandedOut(Refused):
    """What is asked for cannot be handed out."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed out: the record of it, the indexes of the entries, and the checkpoint over all of them."""

    record: UUID
    indexes: range | tuple[int, ...]
    checkpoint: Signed


@transaction.atomic
def hand_out(
    *,
    mandate: str,
    handed_by: str,
    first: int = 0,
    last: int | None = None,
    about: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Handed:
    """Record in the log that these entries are handed out, and return which; NothingHandedOut if there are none."""
    if not mandate.strip() or not handed_by.strip():
        raise NothingHandedOut("Say for whom and why, and who hands it out: the ledger keeps both.")
    checkpoint = newest_checkpoint(viewer=by)
    if checkpoint is None:
        raise NothingHandedOut("Nothing was signed yet, so nothing can be proved. Start: threshold sign")
    end = min(checkpoint.size, checkpoint.size if last is None else last + 1)
    indexes: range | tuple[int, ...] = range(max(first, 0), end)
    if about is not None:
        indexes = tuple(index for index in places_of(record=about, viewer=by) if index in indexes)
    if not indexes:
        raise NothingHandedOut(f"There is no such entry among the {checkpoint.size:,} that were signed.")
    handout = Handout.objects.create()
    version = HandoutVersion.objects.create(
        handout=handout,
        number=1,
        mandate=mandate,
        handed_by=handed_by,
        first=indexes[0],
        last=indexes[-1],
        about=about,
        entries=len(indexes),
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append("entries.handed-out", record=handout, version=version, by=by, at=at, first=True)
    return Handed(handout.ledger_ref, indexes, checkpoint)
