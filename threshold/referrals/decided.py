"""What follows once a decision about a child counts."""

from collections.abc import Iterable
from datetime import datetime

from threshold.clocks.actions.start import start
from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.staffing.queries import configuration
from threshold.staffing.rules import ReferralRule

from .models import Act, Child, Contact
from .rows import limits_in_force
from .rules.deciding import counts_as_referral
from .rules.words import ASSESSED_OUTCOMES, ActKind, ChildState, Outcome


def make_final(child: Child, *, outcome: Outcome, by: Viewer, at: datetime) -> None:
    """Mark the child decided, stop the decision clock, and start what the outcome and the last child start."""
    contact = child.contact
    child.state, child.outcome, child.decided_at = ChildState.DECIDED, outcome, at
    others = [each for each in contact.children.all() if each.pk != child.pk]
    count_referral(contact, outcomes=[outcome, *(each.outcome for each in others)], by=by)
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
    if contact.told_at is None and all(each.state == ChildState.DECIDED for each in others):
        _start_telling(child, by=by, at=at)


def count_referral(
    contact: Contact, *, outcomes: Iterable[str], by: Viewer, approach: str | None = None
) -> None:
    """Say whether the contact is a referral by these outcomes; `approach` is its screening's, if just made."""
    every = configuration(viewer=by).referral_rule is ReferralRule.EVERY_WELFARE_CONTACT
    if approach is None:
        approach = _screened_as(contact) if every else ""
    contact.is_referral = counts_as_referral(outcomes, approach=approach, every_welfare_contact=every)


def _screened_as(contact: Contact) -> str:
    screenings = Act.objects.filter(contact=contact, kind=ActKind.SCREENED).order_by("-id")
    return screenings.values_list("code", flat=True).first() or ""


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
