"""What may be decided, by whom, and who has to agree."""

from collections.abc import Iterable

from threshold.confidentiality.rules import APPROVING_ROLES, DECIDING_ROLES, Role
from threshold.refusals import MovedOn, Refused

from .words import ASSESSED_OUTCOMES, REFERRAL_OUTCOMES, Approach, ChildState, Outcome, State


class ReasonMissing(Refused):
    """A decision without a written reason cannot be answered for."""

    says = "Write the reason. The family can ask to read it."
    field = "reason"


class OutcomeMissing(Refused):
    """Nothing is preselected, so something has to be chosen."""

    says = "Choose what was decided."
    field = "outcome"


class LevelMissing(Refused):
    """The level of need is part of every decision."""

    says = "Choose the level of need."
    field = "level"


class CriterionMissing(Refused):
    """Which criterion was met, or that none was, is part of every decision."""

    says = "Choose which criterion was met, or that none was."
    field = "criterion"


class AlreadyDecided(Refused):
    """A decision stands until the contact is opened again."""

    says = "This child's decision has been made. To change it, open the contact again and say why."


class NotForYouToDecide(Refused):
    """Taking a report is one job, deciding about it another."""

    says = "This is for a screening worker, a social worker or a manager. Ask one of them."


class NotForYouToApprove(Refused):
    """The second person carries the decision, so it has to be somebody who may."""

    says = "The second person has to be a manager or the director. Ask one of them."


class NothingToApprove(Refused):
    """There is no decision waiting for a second person."""

    says = "There is no decision waiting for a second person."


class AnotherDecision(MovedOn):
    """Nobody agrees to what they have not read."""

    says = "This decision was sent back and made again while you read it. Open this page again."


class OwnDecision(Refused):
    """The second person has to be somebody else."""

    says = "You made this decision, so somebody else has to approve it."


class SayWhatIsMissing(Refused):
    """A decision sent back has to say what is needed."""

    says = "Say what is missing, so that your colleague can put it right."
    field = "reason"


def check_may_decide(role: Role) -> None:
    """Raise NotForYouToDecide unless this role works on contacts and decides about them."""
    if role not in DECIDING_ROLES:
        raise NotForYouToDecide


def check_may_approve(role: Role) -> None:
    """Raise NotForYouToApprove unless this role may be the second person."""
    if role not in APPROVING_ROLES:
        raise NotForYouToApprove


def check_decision(*, state: ChildState, outcome: str, level: str, criterion: str, reason: str) -> Outcome:
    """Return the outcome, or raise a Refused if this decision cannot stand."""
    if state is not ChildState.UNDECIDED:
        raise AlreadyDecided
    if not outcome:
        raise OutcomeMissing
    if not level:
        raise LevelMissing
    if not criterion:
        raise CriterionMissing
    if not reason.strip():
        raise ReasonMissing
    return Outcome(outcome)


def needs_second_person(outcome: Outcome, *, setting: bool) -> bool:
    """Return whether somebody else has to approve this outcome before it counts."""
    return setting and outcome is Outcome.NO_FURTHER_ACTION


def check_approval(
    *, state: ChildState, decided_by: object, approver: object, agreed: bool, reason: str
) -> None:
    """Raise a Refused unless a different person answers a decision that is waiting."""
    if state is not ChildState.PROPOSED:
        raise NothingToApprove
    if decided_by == approver:
        raise OwnDecision
    if not agreed and not reason.strip():
        raise SayWhatIsMissing


def state_of(
    *, children: Iterable[tuple[ChildState, str]], told: bool, taken: bool, assessing: bool, closed: bool
) -> State:
    """Return where a contact stands. Each child is its decision's state and its final outcome, if any."""
    states = {state for state, _ in children}
    if closed:
        return State.CLOSED
    # First, because the second person looks for it by this word and must not wait for the other children.
    if ChildState.PROPOSED in states:
        return State.AWAITING_APPROVAL
    if ChildState.UNDECIDED in states:
        return State.SCREENING if taken else State.WAITING
    if not told:
        return State.TO_TELL
    return State.ASSESSMENT if assessing else State.SETTLED


def is_assessed(outcome: str) -> bool:
    """Return whether this outcome starts an assessment."""
    return outcome in ASSESSED_OUTCOMES


def counts_as_referral(outcomes: Iterable[str], *, approach: str, every_welfare_contact: bool) -> bool:
    """Return whether a contact is a referral by the decisions that stand and the setting.

    Where every contact about welfare is one, `approach` is what the newest screening said it is, if there was one.
    """
    about_welfare = every_welfare_contact and approach in ("", Approach.WELFARE_CONCERN)
    return about_welfare or any(outcome in REFERRAL_OUTCOMES for outcome in outcomes)
