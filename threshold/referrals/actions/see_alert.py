"""Say that an alert has been seen."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.models import Alarm
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import note
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def see_alert(*, ref: str, by: Viewer, at: datetime) -> None:
    """Stop the alert going up: the person who saw it and the time stay on record."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    if Alarm.objects.filter(contact=contact, seen_at__isnull=True).update(seen_at=at):
        note(contact, ActKind.ALERT_SEEN, by=by, at=at)
