"""Note that the front door has opened a contact for the first time."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import note, settle
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def note_opening(*, ref: str, by: Viewer, at: datetime) -> None:
    """Record the first opening, which the person who told us can see; later ones are reads like any other."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    if contact.opened_at is not None:
        return
    contact.opened_at = at
    note(contact, ActKind.OPENED, by=by, at=at)
    settle(contact, by=by, at=at)
