"""Take in who a professional is, when they did not say so at first."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.people.actions.rename_referrer import rename_referrer
from threshold.people.rules import Identity
from threshold.referrals.queries import contact_behind
from threshold.referrals.rows import running_under, settle
from threshold.referrals.rules.telling import IDENTIFY


@transaction.atomic
def identify(*, code: str, identity: Identity, by: Viewer, at: datetime) -> None:
    """Keep the identity as a new version and stop chasing for it."""
    contact = contact_behind(code=code, viewer=by, lock=True)
    rename_referrer(about=contact.ledger_ref, identity=identity, by=by, at=at)
    contact.identified = True
    # Only a professional is asked for a name, and only until the contact is closed; anybody may give one.
    if IDENTIFY in running_under(contact, by=by, at=at):
        stop(IDENTIFY, subject=contact.ledger_ref, by=by, at=at)
    settle(contact, by=by, at=at)
