"""Return a leaver's or an absent worker's work to duty, in the act that says they are gone."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from threshold.confidentiality.rules import Viewer
from threshold.referrals.models import Contact
from threshold.referrals.rows import give_to_duty, note, settle
from threshold.referrals.rules.custody import check_may_return_work
from threshold.referrals.rules.words import ActKind
from threshold.staffing.actions.note_absence import note_absence
from threshold.staffing.rules import AbsenceKind


@transaction.atomic
def return_work(
    *, worker: int, kind: AbsenceKind, until: date | None, reason: str, by: Viewer, at: datetime
) -> int:
    """Record the absence and put everything the worker holds, or was offered, back with duty; return how much."""
    check_may_return_work(by.role)
    note_absence(worker=worker, kind=kind, until=until, reason=reason, by=by, at=at)
    if kind is AbsenceKind.BACK:
        return 0
    held = Contact.objects.select_for_update().filter(closed_at__isnull=True)
    theirs = list(held.filter(Q(owner=worker) | Q(offered_to=worker)).order_by("pk"))
    for contact in theirs:
        give_to_duty(contact, at=at, by=by)
        note(contact, ActKind.RETURNED, by=by, at=at, to_team=contact.team_id, code=kind)
        settle(contact, by=by, at=at)
    return len(theirs)
