"""Send alerts that nobody has seen up to the next person on call."""

from datetime import datetime, timedelta

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.models import Alarm, Contact
from threshold.staffing.queries import configuration

from .alert import alert

LONGEST = timedelta(days=2)
"""How long an alert keeps going up. After that its contact is late in every list, which is louder."""


@transaction.atomic
def raise_alerts(*, by: Viewer, at: datetime) -> int:
    """Alert the next person for each open contact whose newest alert has waited too long; return how many went up."""
    waited = at - timedelta(minutes=configuration(viewer=by).alert_escalates_after_minutes)
    unseen = Alarm.objects.filter(
        seen_at__isnull=True, sent_at__gt=at - LONGEST, contact__closed_at__isnull=True
    )
    fresh = unseen.filter(sent_at__gt=waited).values("contact")
    late = unseen.filter(sent_at__lte=waited).exclude(contact__in=fresh).values("contact")
    contacts = Contact.objects.select_for_update(skip_locked=True).filter(pk__in=late)
    return sum(alert(contact=contact, by=by, at=at) for contact in contacts)
