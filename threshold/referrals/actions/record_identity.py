"""Record who a professional is, found out by telephone or in another way than through their receipt."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.people.actions.rename_referrer import rename_referrer
from threshold.people.rules import Identity
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, running_under, settle
from threshold.referrals.rules.responding import check_to_be_identified
from threshold.referrals.rules.telling import IDENTIFY
from threshold.referrals.rules.words import Teller


@transaction.atomic
def record_identity(*, ref: str, identity: Identity, by: Viewer, at: datetime) -> None:
    """Keep the identity as a new version, under the name of whoever found it out, and stop chasing for it."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_open()
    check_to_be_identified(professional=contact.teller == Teller.PROFESSIONAL, identified=contact.identified)
    rename_referrer(about=contact.ledger_ref, identity=identity, by=by, at=at)
    contact.identified = True
    # A contact that came back after its end is chased no longer, and its professional can still be found out.
    if IDENTIFY in running_under(contact, by=by, at=at):
        stop(IDENTIFY, subject=contact.ledger_ref, by=by, at=at)
    settle(contact, by=by, at=at)
