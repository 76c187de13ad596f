"""Open a closed contact, or a decided child, again."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.start import start
from threshold.clocks.actions.stop import stop
from threshold.clocks.rules import Ending
from threshold.confidentiality.rules import Viewer
from threshold.ledger.together import change
from threshold.referrals.decided import count_referral
from threshold.referrals.models import Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import (
    custody_of,
    give_to_duty,
    give_to_person,
    limits_in_force,
    note,
    presence_of,
    settle,
)
from threshold.referrals.rules.custody import check_here
from threshold.referrals.rules.deciding import check_may_decide
from threshold.referrals.rules.responding import NotDecided, check_written
from threshold.referrals.rules.words import ASSESSED_OUTCOMES, ActKind, ChildState


@transaction.atomic
def reopen(*, ref: str, number: int, words: str, by: Viewer, at: datetime) -> None:
    """Put one child's decision back to undecided with a new decision clock; the earlier decision stays on record."""
    presence = presence_of(by.worker_id, by=by, at=at) if by.worker_id is not None else None
    contact = contact_row(ref=ref, viewer=by, lock=True)
    check_may_decide(by.role)
    if contact.closed_at is None:
        custody_of(contact).check_holds(by)
    elif presence is not None:
        check_here(presence)
    child = next((each for each in contact.children.all() if each.number == number), None)
    if child is None or child.state != ChildState.DECIDED:
        raise NotDecided
    check_written(words)
    if contact.decided_at is not None and contact.told_at is None:
        stop("feedback", subject=contact.ledger_ref, by=by, at=at, ending=Ending.NO_LONGER_OWED, reason=words)
    if child.outcome in ASSESSED_OUTCOMES and child.assessed_at is None:
        stop("assessment", subject=child.ledger_ref, by=by, at=at, ending=Ending.NO_LONGER_OWED, reason=words)
    child.state, child.outcome, child.decided_at = ChildState.UNDECIDED, "", None
    child.assessed_at = None
    change(child)
    count_referral(contact, outcomes=[each.outcome for each in contact.children.all()], by=by)
    _open(contact, by=by, at=at)
    start(
        "decision",
        subject=child.ledger_ref,
        about=contact.ledger_ref,
        anchor=at,
        by=by,
        at=at,
        settings=limits_in_force(by),
    )
    note(contact, ActKind.REOPENED, by=by, at=at, child=child, words=words)
    settle(contact, by=by, at=at)


def _open(contact: Contact, *, by: Viewer, at: datetime) -> None:
    was_closed = contact.closed_at is not None
    contact.closed_at = contact.decided_at = contact.told_at = None
    if was_closed and by.worker_id is not None:
        give_to_person(contact, worker=by.worker_id, team_id=next(iter(by.teams), contact.team_id))
    elif was_closed:
        give_to_duty(contact, at=at, by=by)
