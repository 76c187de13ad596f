"""Send alerts that nobody has seen up to the next person on call."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

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
    locked = Contact.objects.select_for_update(skip_locked=True).filter(
        pk__in=_late(waited, at=at).values("contact")
    )
    contacts = {contact.pk: contact for contact in locked}
    # Asked again now that they are locked: somebody may have seen an alert, or sent it up, while they were looked for.
    late = _late(waited, at=at).filter(contact__in=contacts).values_list("contact", flat=True)
    return sum(alert(contact=contacts[pk], by=by, at=at) for pk in sorted(set(late)))


def _late(waited: datetime, *, at: datetime) -> QuerySet[Alarm]:
    """Return the unseen alerts of open contacts whose newest was sent at `waited` or before."""
    unseen = Alarm.objects.filter(
        seen_at__isnull=True, sent_at__gt=at - LONGEST, contact__closed_at__isnull=True
    )
    fresh = unseen.filter(sent_at__gt=waited).values("contact")
    return unseen.filter(sent_at__lte=waited).exclude(contact__in=fresh)
