"""Hand a contact back to duty instead of taking it on."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, give_to_duty, note, settle
from threshold.referrals.rules.custody import ReasonForHandingMissing
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import front_door_team


@transaction.atomic
def hand_back(*, ref: str, words: str, by: Viewer, at: datetime) -> None:
    """Return an offered contact to the front door's duty team with the reason."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_can_hand_back(by, duty_id=front_door_team(viewer=by).id)
    if not words.strip():
        raise ReasonForHandingMissing
    give_to_duty(contact, at=at, by=by)
    note(contact, ActKind.HANDED_BACK, by=by, at=at, to_team=contact.team_id, words=words)
    settle(contact, by=by, at=at)
