"""Answer a decision as the second person."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.ledger.together import change, keep
from threshold.referrals.decided import make_final
from threshold.referrals.models import Approval, Decision
from threshold.referrals.queries import child_row
from threshold.referrals.rows import custody_of, settle
from threshold.referrals.rules.deciding import (
    AnotherDecision,
    NothingToApprove,
    check_approval,
    check_may_approve,
)
from threshold.referrals.rules.words import ChildState, Outcome


@transaction.atomic
def approve(
    *,
    ref: str,
    number: int,
    agreed: bool,
    reason: str,
    read: int | None = None,
    by: Viewer,
    at: datetime,
) -> None:
    """Agree, which makes the decision final and stops its clock, or send it back with what is missing.

    `read` is how many decisions about the child the second person had before them, if they read them on a page.
    """
    child = child_row(ref=ref, number=number, viewer=by, lock=True)
    check_may_approve(by.role)
    custody_of(child.contact).check_open()
    decision = Decision.objects.filter(child=child).order_by("-id").first()
    if decision is None:
        raise NothingToApprove
    if read is not None and read != child.decisions.count():
        raise AnotherDecision
    check_approval(
        state=ChildState(child.state),
        decided_by=decision.by_ref,
        approver=by.ref,
        agreed=agreed,
        reason=reason,
    )
    approval = keep(
        Approval(
            child=child,
            decision=decision,
            agreed=agreed,
            reason=reason,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    if agreed:
        make_final(child, outcome=Outcome(decision.outcome), by=by, at=at)
    else:
        child.state = ChildState.UNDECIDED
    change(child)
    append("child.approved" if agreed else "child.sent-back", record=child, version=approval, by=by, at=at)
    settle(child.contact, by=by, at=at)
