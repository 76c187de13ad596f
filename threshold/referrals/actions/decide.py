"""Decide what happens next for one child."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.ledger.together import change, keep
from threshold.referrals.decided import make_final
from threshold.referrals.models import Decision
from threshold.referrals.queries import child_row
from threshold.referrals.rows import custody_of, settle
from threshold.referrals.rules.deciding import check_decision, check_may_decide, needs_second_person
from threshold.referrals.rules.words import ChildState
from threshold.staffing.queries import configuration


@transaction.atomic
def decide(
    *,
    ref: str,
    number: int,
    outcome: str,
    level: str,
    criterion: str,
    reason: str,
    follows: int | None = None,
    by: Viewer,
    at: datetime,
) -> None:
    """Record the decision; it counts, and its clock stops, at once or when a second person agrees.

    `follows` is the earlier decision about the same child that the person deciding was shown, if any.
    """
    child = child_row(ref=ref, number=number, viewer=by, lock=True)
    check_may_decide(by.role)
    custody_of(child.contact).check_holds(by)
    chosen = check_decision(
        state=ChildState(child.state), outcome=outcome, level=level, criterion=criterion, reason=reason
    )
    settings = configuration(viewer=by)
    waits = needs_second_person(chosen, setting=settings.second_person_for_no_further_action)

    decision = keep(
        Decision(
            child=child,
            outcome=chosen,
            level=level,
            criterion=criterion,
            reason=reason,
            needs_second_person=waits,
            follows_id=follows,
            referral_rule=settings.referral_rule,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    child.state = ChildState.PROPOSED
    if not waits:
        make_final(child, outcome=chosen, by=by, at=at)
    change(child)

    append("child.decided", record=child, version=decision, by=by, at=at)
    settle(child.contact, by=by, at=at)
