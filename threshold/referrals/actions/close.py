"""Close a contact: only when the person who told us has been told, or it is on record why not."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.queries import next_due
from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle
from threshold.referrals.rules.telling import check_close
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def close(*, ref: str, by: Viewer, at: datetime) -> None:
    """Close the contact, if nothing is due on it any more."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    running = next_due(about=[contact.ledger_ref], viewer=by)
    check_close(told=contact.told_at is not None, running=bool(running))
    contact.closed_at = at
    contact.offered_to = contact.accept_by = contact.unowned_since = None
    note(contact, ActKind.CLOSED, by=by, at=at)
    settle(contact, by=by, at=at)
