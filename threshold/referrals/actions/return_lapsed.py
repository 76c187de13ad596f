"""Return what nobody accepted in time to duty."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from threshold.confidentiality.rules import Viewer
from threshold.referrals.models import Contact
from threshold.referrals.rows import give_to_duty, note, settle
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import front_door_team

AT_ONCE = 200


@transaction.atomic
def return_lapsed(*, by: Viewer, at: datetime) -> int:
    """Return contacts that were offered elsewhere and not accepted in time; return how many there were.

    What already lies with duty stays there and is late in its list.
    """
    duty = front_door_team(viewer=by).id
    elsewhere = ~Q(team=duty) | Q(offered_to__isnull=False)
    late = Contact.objects.select_for_update(skip_locked=True).filter(
        elsewhere, accept_by__lte=at, closed_at__isnull=True
    )
    contacts = list(late.order_by("accept_by")[:AT_ONCE])
    for contact in contacts:
        give_to_duty(contact, at=at, by=by)
        note(contact, ActKind.LAPSED, by=by, at=at, to_team=contact.team_id)
        settle(contact, by=by, at=at)
    return len(contacts)
