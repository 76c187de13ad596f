"""Begin a new epoch of the log after an older backup was restored."""

from datetime import datetime

from django.db import transaction

from threshold.ledger.models import Epoch, EpochVersion
from threshold.ledger.queries import head
from threshold.ledger.rules import Actor
from threshold.refusals import Refused
from threshold.tlog.notes import BadNote, Checkpoint, parse_note

from .append import append


class NoNewEpoch(Refused):
    """What is given does not make a new epoch."""


@transaction.atomic
def begin_epoch(*, origin: str, before: str, reason: str, by: Actor, at: datetime) -> int:
    """Record that the log goes on under a new name because it lost what came after some entry; return how many it lost.

    `before` is the last checkpoint of the old life that anybody kept, as a signed note; NoNewEpoch where it is none,
    where the name is not new or where nothing was lost.
    """
    try:
        old = Checkpoint.parse(parse_note(before).text)
    except BadNote as fault:
        raise NoNewEpoch(f"The file with the last checkpoint is none: {fault}.") from None
    now = head(viewer=by)
    lost = old.size - (now.size if now else 0)
    if lost <= 0:
        raise NoNewEpoch(
            f"The log has all {old.size:,} entries of that checkpoint, so nothing forbids going on as it is."
        )
    if not reason.strip():
        raise NoNewEpoch("Say why in a sentence: everyone who checks the log will read it.")
    if origin == old.origin or EpochVersion.objects.filter(origin=origin).exists():
        raise NoNewEpoch(f"The new epoch needs a name that no log had before, such as {old.origin}/2.")
    epoch = Epoch.objects.create()
    version = EpochVersion.objects.create(
        epoch=epoch,
        number=1,
        origin=origin,
        before=before,
        reason=reason,
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append("ledger.begun-again", record=epoch, version=version, by=by, at=at, first=True)
    return lost
