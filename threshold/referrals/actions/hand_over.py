"""Hand a contact over to another person or team."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.rules import day_of
from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, give_to_team, note, settle
from threshold.referrals.rules.custody import ReasonForHandingMissing, ToWhomMissing, check_receiver
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import absences, colleague
from threshold.staffing.rules import AbsenceKind


@transaction.atomic
def hand_over(
    *, ref: str, to_worker: int | None, to_team: int | None, words: str, by: Viewer, at: datetime
) -> None:
    """Offer the contact to a person or a team, who have a set time to take it on or hand it back."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    if to_worker is None and to_team is None:
        raise ToWhomMissing
    if not words.strip():
        raise ReasonForHandingMissing
    team_id = to_team if to_worker is None else _team_of(to_worker, by, at)
    if team_id is None:
        raise ToWhomMissing
    give_to_team(contact, team_id=team_id, offered_to=to_worker, at=at, by=by)
    note(contact, ActKind.HANDED_OVER, by=by, at=at, to_worker=to_worker, to_team=team_id, words=words)
    settle(contact, by=by, at=at)


def _team_of(worker: int, by: Viewer, at: datetime) -> int:
    person = colleague(worker_id=worker, viewer=by)
    absence = absences(team_id=person.team_id, viewer=by).get(worker)
    away = absence is not None and absence.kind is AbsenceKind.AWAY
    over = absence is not None and absence.until is not None and absence.until < day_of(at)
    check_receiver(role=person.role, works_here=person.active, away=away and not over)
    return person.team_id
