"""Note that a code was used, so that whoever holds it can see if somebody else used it."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.models import Receipt
from threshold.referrals.queries import contact_behind


@transaction.atomic
def use_receipt(*, code: str, by: Viewer, at: datetime) -> datetime | None:
    """Write the time of this use and return the time of the one before, or NotFound for a code nobody was given."""
    contact = contact_behind(code=code, viewer=by)
    receipt = Receipt.objects.select_for_update().get(contact=contact)
    before, receipt.last_used_at = receipt.last_used_at, at
    receipt.save(update_fields=["last_used_at"])
    return before
