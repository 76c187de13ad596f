"""Tell worker, manager and director, as clocks come near their date and go by it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from threshold.clocks.actions.sweep import sweep
from threshold.clocks.rules import Crossed
from threshold.confidentiality.rules import Role, Viewer
from threshold.law import Tells
from threshold.messages.actions.post import post
from threshold.messages.rules import Channel, Letter
from threshold.referrals.models import Contact
from threshold.staffing.queries import Colleague, colleagues, configuration


@transaction.atomic
def escalate(*, by: Viewer, at: datetime) -> int:
    """Record the thresholds reached since the last time, send each person one note with a number, return how many."""
    crossed = sweep(by=by, at=at, thresholds=configuration(viewer=by).thresholds)
    if crossed:
        _tell(crossed, by, at)
    return len(crossed)


def _tell(crossed: Iterable[Crossed], by: Viewer, at: datetime) -> None:
    contacts = Contact.objects.in_bulk({each.about for each in crossed}, field_name="ledger_ref")
    staff = colleagues(viewer=by)
    counts: Counter[Colleague] = Counter()
    for each in crossed:
        contact = contacts.get(each.about)
        if contact is not None:
            counts.update(_who(each.tells, contact, staff))
    for person, count in counts.items():
        facts = {"count": str(count), "address": settings.PUBLIC_ADDRESS}
        post(
            letter=Letter.LATE, to=person.email, channel=Channel.EMAIL, facts=facts, about=None, by=by, at=at
        )


def _who(tells: Tells, contact: Contact, staff: Iterable[Colleague]) -> list[Colleague]:
    if tells is Tells.WORKER:
        return [one for one in staff if one.id in (contact.owner_id, contact.offered_to_id)]
    if tells is Tells.MANAGER:
        managers = [one for one in staff if one.role is Role.MANAGER]
        # A team without a manager of its own must not be late unheard.
        return [one for one in managers if one.team_id == contact.team_id] or managers
    return [one for one in staff if one.role is Role.DIRECTOR]
