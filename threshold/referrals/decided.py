"""What follows once a decision about a child counts."""

from datetime import datetime

from threshold.clocks.actions.start import start
from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer

from .models import Child
from .rows import limits_in_force
from .rules.words import ASSESSED_OUTCOMES, REFERRAL_OUTCOMES, ChildState, Outcome


def make_final(child: Child, *, outcome: Outcome, by: Viewer, at: datetime) -> None:
    """Mark the child decided, stop the decision clock, and start what the outcome and the last child start."""
    contact = child.contact
    child.state, child.outcome, child.decided_at = ChildState.DECIDED, outcome, at
    contact.is_referral = contact.is_referral or outcome in REFERRAL_OUTCOMES
    stop("decision", subject=child.ledger_ref, by=by, at=at)
    if outcome in ASSESSED_OUTCOMES:
        # Counted from the day the referral was received, not from this decision (domain rule 1.1, clock 6).
        start(
            "assessment",
            subject=child.ledger_ref,
            about=contact.ledger_ref,
            anchor=contact.received_at,
            by=by,
            at=at,
            settings=limits_in_force(by),
        )
    others = (each for each in contact.children.all() if each.pk != child.pk)
    if contact.told_at is None and all(each.state == ChildState.DECIDED for each in others):
        _start_telling(child, by=by, at=at)


def _start_telling(child: Child, *, by: Viewer, at: datetime) -> None:
    contact = child.contact
    contact.decided_at = at
    start(
        "feedback",
        subject=contact.ledger_ref,
        about=contact.ledger_ref,
        anchor=at,
        by=by,
        at=at,
        settings=limits_in_force(by),
    )
