"""Hand a contact over to another person or team."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, give_to_team, note, settle
from threshold.referrals.rules.custody import ReasonForHandingMissing, ToWhomMissing, check_receiver
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import colleague


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
    team_id = to_team if to_worker is None else _team_of(to_worker, by)
    if team_id is None:
        raise ToWhomMissing
    give_to_team(contact, team_id=team_id, offered_to=to_worker, at=at, by=by)
    note(contact, ActKind.HANDED_OVER, by=by, at=at, to_worker=to_worker, to_team=team_id, words=words)
    settle(contact, by=by, at=at)


def _team_of(worker: int, by: Viewer) -> int:
    person = colleague(worker_id=worker, viewer=by)
    check_receiver(role=person.role, works_here=person.active)
    return person.team_id
