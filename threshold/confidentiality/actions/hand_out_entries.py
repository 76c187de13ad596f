"""Hand entries of the ledger to somebody with a mandate, which is a reading like any other."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import ReadKind, Viewer
from threshold.ledger.actions.hand_out import Handed, hand_out

from .record_read import record_read

ROUTE = "console:entries"


@transaction.atomic
def hand_out_entries(
    *,
    mandate: str,
    handed_by: str,
    first: int = 0,
    last: int | None = None,
    about: UUID | None = None,
    by: Viewer,
    at: datetime,
) -> Handed:
    """Record in the ledger and as a reading that these entries are handed out, and return which."""
    handed = hand_out(mandate=mandate, handed_by=handed_by, first=first, last=last, about=about, by=by, at=at)
    shown = [handed.record, *([about] if about else [])]
    record_read(viewer=by, route=ROUTE, kind=ReadKind.EXPORT, shown=shown, at=at, reason=mandate)
    return handed
