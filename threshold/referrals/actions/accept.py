"""Take a contact on."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, give_to_person, note, presence_of, settle
from threshold.referrals.rules.custody import NotOffered, check_here
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def accept(*, ref: str, by: Viewer, at: datetime) -> None:
    """Put the contact in this person's own hands, if it is waiting for them or their team."""
    presence = presence_of(by.worker_id, by=by, at=at) if by.worker_id is not None else None
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_can_accept(by)
    if by.worker_id is None or presence is None:
        raise NotOffered
    check_here(presence)
    team_id = next(iter(by.teams), contact.team_id)
    give_to_person(contact, worker=by.worker_id, team_id=team_id)
    note(contact, ActKind.ACCEPTED, by=by, at=at, to_worker=by.worker_id, to_team=team_id)
    settle(contact, by=by, at=at)
