"""What can be done about a contact now and by whom, and if not, why not: the same rules that the acts ask."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from threshold.confidentiality.rules import Viewer
from threshold.refusals import Refused

from .custody import Custody
from .deciding import (
    AlreadyDecided,
    NothingToApprove,
    OwnDecision,
    check_may_approve,
    check_may_decide,
    is_assessed,
)
from .responding import (
    NotBeingAssessed,
    NotDecided,
    check_something_to_answer,
    check_to_be_acknowledged,
    check_to_be_identified,
)
from .telling import NotDecidedYet, check_close
from .words import ChildState, Outcome, Spoken

DECIDERS = "a screening worker, a social worker or a manager"
APPROVERS = "a manager or the director, unless they made the decision"


class Verb(Spoken):
    """What can be done about a contact, in the words of the person who does it."""

    ACCEPT = "accept", "Take it on"
    HAND_BACK = "hand-back", "Hand it back to duty"
    SEE_ALERT = "see-alert", "Say that you have seen the alert"
    ACKNOWLEDGE = "acknowledge", "Acknowledge it to the person who told us"
    IDENTIFY = "identify", "Record who the professional is"
    ANSWER = "answer", "Answer the person who told us"
    RESPOND = "respond", "Record who was seen or spoken to"
    SCREEN = "screen", "Record the screening"
    DECIDE = "decide", "Decide what happens next"
    APPROVE = "approve", "Approve the decision or send it back"
    TELL = "tell", "Tell the person who told us what came of it"
    FINISH_ASSESSMENT = "finish-assessment", "Finish the assessment"
    CLOSE = "close", "Close the contact"
    ASK = "ask", "Ask the person who told us"
    ADD = "add", "Add what was learned late"
    CORRECT = "correct", "Correct what is known about the child"
    HAND_OVER = "hand-over", "Hand it over"
    TRANSFER = "transfer", "Pass it to another authority"
    MOVE_CLOCK = "move-clock", "Pause or extend a clock, start it again or count it from another day"
    REOPEN = "reopen", "Open the decision again"


class YoursAlready(Refused):
    """Nobody takes on what they hold."""

    says = "You hold this already."


class NoAlert(Refused):
    """There is no alert that somebody still has to see."""

    says = "No alert about this is waiting to be seen."


class NoNeighbours(Refused):
    """There is no other authority in the configuration."""

    says = "No other authority is configured to pass this to."


class NothingRuns(Refused):
    """There is no clock to move."""

    says = "No clock is running on this contact."


@dataclass(frozen=True, slots=True)
class ChildNow:
    """One child, as far as it decides what can be done. `decided_by` made the newest decision."""

    number: int
    called: str
    state: ChildState
    outcome: Outcome | None
    assessed: bool
    decided_by: UUID | None


NO_CHILD = ChildNow(0, "", ChildState.UNDECIDED, None, assessed=False, decided_by=None)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a contact stands, as far as it decides what can be done. `holder` and `team` are names."""

    custody: Custody
    duty_id: int
    holder: str
    team: str
    children: tuple[ChildNow, ...]
    acknowledged: bool
    decided: bool
    told: bool
    professional: bool
    identified: bool
    running: frozenset[str]
    waiting_messages: int
    alarmed: bool
    neighbours: bool


@dataclass(frozen=True, slots=True)
class Possibility:
    """One act: may this person do it now, and if not, why not.

    `who_can` is empty when nobody can at the moment; `child` is a child's number.
    """

    verb: Verb
    says: str
    child: int | None
    why_not: str
    who_can: str

    @property
    def allowed(self) -> bool:
        """Return whether it can be done now, by this person."""
        return not self.why_not


def possible(now: Situation, viewer: Viewer) -> tuple[Possibility, ...]:
    """Return every act with whether this person may do it, in the order in which the work goes."""
    return tuple(_acts(now, viewer))


def find(acts: tuple[Possibility, ...], verb: Verb, child: int | None = None) -> Possibility | None:
    """Return the one act that is asked about, or nothing for a child who is not there."""
    return next((act for act in acts if act.verb is verb and act.child == child), None)


def _acts(now: Situation, viewer: Viewer) -> Iterator[Possibility]:
    for rule in RULES:
        for child in now.children if rule.for_each_child else (NO_CHILD,):
            stands = _refusal(lambda: rule.when(now, child))  # noqa: B023 - asked at once
            who = _refusal(lambda: rule.who(now, viewer, child))  # noqa: B023
            one_of_several = rule.for_each_child and len(now.children) > 1
            yield Possibility(
                verb=rule.verb,
                says=f"{rule.verb.words}: {child.called}" if one_of_several else rule.verb.words,
                child=child.number if rule.for_each_child else None,
                why_not=str(stands or who or ""),
                who_can=rule.by_whom(now) if who and not (stands or isinstance(who, YoursAlready)) else "",
            )


def _refusal(check: Callable[[], None]) -> Refused | None:
    try:
        check()
    except Refused as refusal:
        return refusal
    return None


def _is_open(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()


def _always(now: Situation, child: ChildNow) -> None:
    return


def _has_alert(now: Situation, child: ChildNow) -> None:
    if not now.alarmed:
        raise NoAlert


def _unacknowledged(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    check_to_be_acknowledged(acknowledged=now.acknowledged)


def _unidentified(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    check_to_be_identified(professional=now.professional, identified=now.identified)


def _wrote(now: Situation, child: ChildNow) -> None:
    check_something_to_answer(now.waiting_messages)


def _undecided(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if child.state is not ChildState.UNDECIDED:
        raise AlreadyDecided


def _proposed(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if child.state is not ChildState.PROPOSED:
        raise NothingToApprove


def _all_decided(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if not now.decided:
        raise NotDecidedYet


def _being_assessed(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if not is_assessed(child.outcome or "") or child.assessed:
        raise NotBeingAssessed


def _at_its_end(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    check_close(told=now.told, running=now.running)


def _neighbours(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if not now.neighbours:
        raise NoNeighbours


def _something_runs(now: Situation, child: ChildNow) -> None:
    now.custody.check_open()
    if not now.running:
        raise NothingRuns


def _was_decided(now: Situation, child: ChildNow) -> None:
    if child.state is not ChildState.DECIDED:
        raise NotDecided


def _anyone(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    return


def _takes(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    if now.custody.owner_id is not None and now.custody.owner_id == viewer.worker_id:
        raise YoursAlready
    now.custody.check_can_accept(viewer)


def _declines(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    now.custody.check_can_hand_back(viewer, duty_id=now.duty_id)


def _decides(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    check_may_decide(viewer.role)


def _holds(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    now.custody.check_holds(viewer)


def _decides_and_holds(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    check_may_decide(viewer.role)
    if not now.custody.closed:
        now.custody.check_holds(viewer)


def _second_person(now: Situation, viewer: Viewer, child: ChildNow) -> None:
    check_may_approve(viewer.role)
    if child.decided_by == viewer.ref:
        raise OwnDecision


def _deciders(now: Situation) -> str:
    return DECIDERS


def _approvers(now: Situation) -> str:
    return APPROVERS


def _nobody_else(now: Situation) -> str:
    return ""


def _takers(now: Situation) -> str:
    return "a manager" if now.holder else f"a manager, or somebody in {now.team} who decides"


def _decliners(now: Situation) -> str:
    return f"whoever it was handed to in {now.team}, or a manager"


def _holders(now: Situation) -> str:
    if now.custody.closed:
        return DECIDERS
    return f"{now.holder}, or a manager" if now.holder else f"whoever takes it on in {now.team}, or a manager"


@dataclass(frozen=True, slots=True)
class _Rule:
    """When an act can be done at all, who may do it then, and how to name those people."""

    verb: Verb
    when: Callable[[Situation, ChildNow], None]
    who: Callable[[Situation, Viewer, ChildNow], None]
    by_whom: Callable[[Situation], str]
    for_each_child: bool = False


def _handed(now: Situation, child: ChildNow) -> None:
    now.custody.check_handed(duty_id=now.duty_id)


RULES = (
    _Rule(Verb.ACCEPT, _is_open, _takes, _takers),
    _Rule(Verb.HAND_BACK, _handed, _declines, _decliners),
    _Rule(Verb.SEE_ALERT, _has_alert, _anyone, _nobody_else),
    _Rule(Verb.ACKNOWLEDGE, _unacknowledged, _anyone, _nobody_else),
    _Rule(Verb.IDENTIFY, _unidentified, _anyone, _nobody_else),
    _Rule(Verb.ANSWER, _wrote, _anyone, _nobody_else),
    _Rule(Verb.RESPOND, _is_open, _decides, _deciders),
    _Rule(Verb.SCREEN, _is_open, _decides_and_holds, _holders),
    _Rule(Verb.DECIDE, _undecided, _decides_and_holds, _holders, for_each_child=True),
    _Rule(Verb.APPROVE, _proposed, _second_person, _approvers, for_each_child=True),
    _Rule(Verb.TELL, _all_decided, _holds, _holders),
    _Rule(Verb.FINISH_ASSESSMENT, _being_assessed, _holds, _holders, for_each_child=True),
    _Rule(Verb.CLOSE, _at_its_end, _holds, _holders),
    _Rule(Verb.ASK, _is_open, _anyone, _nobody_else),
    _Rule(Verb.ADD, _always, _anyone, _nobody_else),
    _Rule(Verb.CORRECT, _always, _anyone, _nobody_else, for_each_child=True),
    _Rule(Verb.HAND_OVER, _is_open, _holds, _holders),
    _Rule(Verb.TRANSFER, _neighbours, _holds, _holders),
    _Rule(Verb.MOVE_CLOCK, _something_runs, _holds, _holders),
    _Rule(Verb.REOPEN, _was_decided, _decides_and_holds, _holders, for_each_child=True),
)
