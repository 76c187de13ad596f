"""Hand a contact over to another person or team."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, give_to_team, note, presence_of, settle
from threshold.referrals.rules.custody import ReasonForHandingMissing, ToWhomMissing, check_receiver
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def hand_over(
    *, ref: str, to_worker: int | None, to_team: int | None, words: str, by: Viewer, at: datetime
) -> None:
    """Offer the contact to a person or a team, who have a set time to take it on or hand it back."""
    presence = presence_of(to_worker, by=by, at=at) if to_worker is not None else None
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    team_id = presence.team_id if presence else to_team
    if team_id is None:
        raise ToWhomMissing
    if not words.strip():
        raise ReasonForHandingMissing
    if presence is not None:
        check_receiver(presence)
    give_to_team(contact, team_id=team_id, offered_to=to_worker, at=at, by=by)
    note(contact, ActKind.HANDED_OVER, by=by, at=at, to_worker=to_worker, to_team=team_id, words=words)
    settle(contact, by=by, at=at)
