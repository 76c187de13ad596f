"""Close a contact: only when the person who told us has been told, or it is on record why not."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.clocks.rules import Ending
from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, running_under, settle
from threshold.referrals.rules.telling import NEVER_SAID, check_close
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def close(*, ref: str, by: Viewer, at: datetime) -> None:
    """Close the contact, if nothing is due on it any more; whoever has not said who they are is asked no longer."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    running = running_under(contact, by=by, at=at)
    check_close(told=contact.told_at is not None, running=running)
    for duty in running:
        stop(duty, subject=contact.ledger_ref, by=by, at=at, ending=Ending.NO_LONGER_OWED, reason=NEVER_SAID)
    contact.closed_at = at
    contact.offered_to = contact.accept_by = contact.unowned_since = None
    note(contact, ActKind.CLOSED, by=by, at=at)
    settle(contact, by=by, at=at)
