"""What the page says can be done is what the acts allow, for every role and every stage of a contact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.desk.stories import decided, received, settled, taken
from tests.world import MONDAY, World, a_world
from threshold.confidentiality.rules import CASE_ROLES, PUBLIC, Role, Viewer
from threshold.desk.contact import contact_page
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.add_late import add_late
from threshold.referrals.actions.answer_referrer import answer_referrer
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.ask_referrer import ask_referrer
from threshold.referrals.actions.close import close
from threshold.referrals.actions.correct_child import correct_child
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.finish_assessment import finish_assessment
from threshold.referrals.actions.hand_back import hand_back
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.record_identity import record_identity
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.actions.reopen import reopen
from threshold.referrals.actions.screen import screen
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.actions.transfer_out import transfer_out
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.referrals.rules.custody import Custody
from threshold.referrals.rules.possible import ChildNow, Situation, Verb, find, possible
from threshold.referrals.rules.report import ChildAsKnown, Report
from threshold.referrals.rules.words import ChildState, Outcome, Teller
from threshold.refusals import NotFound, Refused

HOLDER, OTHER, MANAGER_ID, HANDLER = 1, 2, 3, 4
DUTY, ELSEWHERE = 10, 11
LATER = MONDAY + timedelta(hours=8)


def someone(worker: int, role: Role, team: int = DUTY) -> Viewer:
    return Viewer(ref=uuid4(), worker_id=worker, name="Somebody", role=role, teams=frozenset({team}))


SCREENER = someone(HOLDER, Role.SCREENING_WORKER)
COLLEAGUE = someone(OTHER, Role.SCREENING_WORKER)
MANAGER = someone(MANAGER_ID, Role.MANAGER)
CALL_HANDLER = someone(HANDLER, Role.CALL_HANDLER)
DIRECTOR = someone(5, Role.DIRECTOR)


def a_situation(**changes: Any) -> Situation:
    """A contact that Sky holds, with one child nobody has decided about."""
    facts: dict[str, Any] = {
        "custody": Custody(owner_id=HOLDER, team_id=DUTY, offered_to_id=None, accept_by=None, closed=False),
        "duty_id": DUTY,
        "holder": "Sky Screener",
        "team": "Front door",
        "children": (a_child(),),
        "acknowledged": False,
        "decided": False,
        "told": False,
        "professional": False,
        "identified": True,
        "running": frozenset({"decision"}),
        "waiting_messages": 0,
        "alarmed": False,
        "neighbours": True,
    }
    return Situation(**{**facts, **changes})


def a_child(**changes: Any) -> ChildNow:
    facts: dict[str, Any] = {
        "number": 1, "called": "Bram", "state": ChildState.UNDECIDED, "outcome": None, "assessed": False,
        "decided_by": None,
    }  # fmt: skip
    return ChildNow(**{**facts, **changes})


NOBODYS = Custody(owner_id=None, team_id=DUTY, offered_to_id=None, accept_by=MONDAY, closed=False)
OFFERED = Custody(owner_id=None, team_id=ELSEWHERE, offered_to_id=HOLDER, accept_by=MONDAY, closed=False)
CLOSED = Custody(owner_id=HOLDER, team_id=DUTY, offered_to_id=None, accept_by=None, closed=True)
PROPOSED = a_child(state=ChildState.PROPOSED, decided_by=SCREENER.ref)
BY_MANAGER = a_child(state=ChildState.PROPOSED, decided_by=MANAGER.ref)
ASSESSED = a_child(state=ChildState.DECIDED, outcome=Outcome.ASSESSMENT)
UNNAMED = {"professional": True, "identified": False}
ENDED = {
    "children": (a_child(state=ChildState.DECIDED),),
    "decided": True,
    "told": True,
    "running": frozenset(),
}


@pytest.mark.parametrize(
    ("viewer", "verb", "changes", "allowed", "who_can"),
    [
        (COLLEAGUE, Verb.ACCEPT, {"custody": NOBODYS}, True, ""),
        (CALL_HANDLER, Verb.ACCEPT, {"custody": NOBODYS, "holder": ""}, False, "somebody in Front door who decides"),
        (COLLEAGUE, Verb.ACCEPT, {}, False, "a manager"),
        (MANAGER, Verb.ACCEPT, {}, True, ""),
        (SCREENER, Verb.ACCEPT, {}, False, ""),
        (SCREENER, Verb.HAND_BACK, {"custody": NOBODYS}, False, ""),
        (someone(HOLDER, Role.SOCIAL_WORKER, ELSEWHERE), Verb.HAND_BACK, {"custody": OFFERED}, True, ""),
        (COLLEAGUE, Verb.HAND_BACK, {"custody": OFFERED}, False, "whoever it was handed to"),
        (CALL_HANDLER, Verb.ACKNOWLEDGE, {}, True, ""),
        (CALL_HANDLER, Verb.ACKNOWLEDGE, {"acknowledged": True}, False, ""),
        (CALL_HANDLER, Verb.IDENTIFY, UNNAMED, True, ""),
        (CALL_HANDLER, Verb.IDENTIFY, {**UNNAMED, "identified": True}, False, ""),
        (CALL_HANDLER, Verb.IDENTIFY, {**UNNAMED, "professional": False}, False, ""),
        (CALL_HANDLER, Verb.IDENTIFY, {**UNNAMED, "custody": CLOSED}, False, ""),
        (CALL_HANDLER, Verb.ASK, {}, True, ""),
        (CALL_HANDLER, Verb.ADD, {"custody": CLOSED}, True, ""),
        (CALL_HANDLER, Verb.ANSWER, {"waiting_messages": 1}, True, ""),
        (CALL_HANDLER, Verb.ANSWER, {}, False, ""),
        (CALL_HANDLER, Verb.RESPOND, {}, False, "a screening worker, a social worker or a manager"),
        (COLLEAGUE, Verb.RESPOND, {}, True, ""),
        (SCREENER, Verb.DECIDE, {}, True, ""),
        (COLLEAGUE, Verb.DECIDE, {}, False, "Sky Screener, or a manager"),
        (CALL_HANDLER, Verb.DECIDE, {}, False, "Sky Screener, or a manager"),
        (DIRECTOR, Verb.DECIDE, {}, False, "Sky Screener, or a manager"),
        (SCREENER, Verb.DECIDE, {"children": (PROPOSED,)}, False, ""),
        (SCREENER, Verb.APPROVE, {"children": (PROPOSED,)}, False, "a manager or the director"),
        (MANAGER, Verb.APPROVE, {"children": (PROPOSED,)}, True, ""),
        (DIRECTOR, Verb.APPROVE, {"children": (PROPOSED,)}, True, ""),
        (MANAGER, Verb.APPROVE, {"children": (BY_MANAGER,)}, False, "a manager or the director"),
        (MANAGER, Verb.APPROVE, {}, False, ""),
        (SCREENER, Verb.TELL, {}, False, ""),
        (SCREENER, Verb.TELL, {"decided": True}, True, ""),
        (COLLEAGUE, Verb.TELL, {"decided": True}, False, "Sky Screener, or a manager"),
        (SCREENER, Verb.FINISH_ASSESSMENT, {"children": (ASSESSED,)}, True, ""),
        (SCREENER, Verb.FINISH_ASSESSMENT, {}, False, ""),
        (SCREENER, Verb.CLOSE, ENDED, True, ""),
        (SCREENER, Verb.CLOSE, {**ENDED, "told": False}, False, ""),
        (SCREENER, Verb.CLOSE, {**ENDED, "running": frozenset({"assessment"})}, False, ""),
        (SCREENER, Verb.CLOSE, {**ENDED, "running": frozenset({"identify"})}, True, ""),
        (SCREENER, Verb.TRANSFER, {"neighbours": False}, False, ""),
        (SCREENER, Verb.HAND_OVER, {}, True, ""),
        (SCREENER, Verb.MOVE_CLOCK, {"running": frozenset()}, False, ""),
        (COLLEAGUE, Verb.REOPEN, {**ENDED, "custody": CLOSED}, True, ""),
        (CALL_HANDLER, Verb.REOPEN, {**ENDED, "custody": CLOSED}, False, "a screening worker"),
        (CALL_HANDLER, Verb.SEE_ALERT, {"alarmed": True}, True, ""),
        (CALL_HANDLER, Verb.SEE_ALERT, {}, False, ""),
    ],
)  # fmt: skip
def test_an_act_can_be_done_by_those_it_is_for_or_says_why_not_and_who_can(
    viewer: Viewer, verb: Verb, changes: Mapping[str, Any], allowed: bool, who_can: str
) -> None:
    acts = possible(a_situation(**changes), viewer)
    act = next(each for each in acts if each.verb is verb)
    assert act.allowed is allowed
    assert bool(act.why_not) is not allowed
    assert (who_can in act.who_can) if who_can else act.who_can == ""


def test_an_act_on_one_of_several_children_names_the_child() -> None:
    both = (a_child(), a_child(number=2, called="Ida"))
    decide_second = find(possible(a_situation(children=both), SCREENER), Verb.DECIDE, 2)
    assert decide_second is not None
    assert decide_second.says == "Decide what happens next: Ida"
    assert find(possible(a_situation(), SCREENER), Verb.DECIDE, 7) is None


@dataclass(frozen=True)
class Attempt:
    """One act, done as simply as it can be."""

    verb: Verb
    do: Callable[[str, Viewer, World], None]
    child: int | None = None


W = {"at": LATER}
ATTEMPTS = (
    Attempt(Verb.ACCEPT, lambda ref, by, _: accept(ref=ref, by=by, **W)),
    Attempt(Verb.HAND_BACK, lambda ref, by, _: hand_back(ref=ref, words="No.", by=by, **W)),
    Attempt(Verb.ACKNOWLEDGE, lambda ref, by, _: acknowledge(ref=ref, words="Yes.", by=by, **W)),
    Attempt(
        Verb.IDENTIFY,
        lambda ref, by, _: record_identity(ref=ref, identity=Identity(name="Tess Teacher"), by=by, **W),
    ),
    Attempt(Verb.ANSWER, lambda ref, by, _: answer_referrer(ref=ref, words="Yes.", by=by, **W)),
    Attempt(
        Verb.RESPOND,
        lambda ref, by, _: record_response(ref=ref, response="seen", words="W.", event_at=LATER, by=by, **W),
    ),
    Attempt(Verb.SCREEN, lambda ref, by, _: screen(ref=ref, approach="notification", words="W.", by=by, **W)),
    Attempt(
        Verb.DECIDE,
        lambda ref, by, _: decide(
            ref=ref, number=1, outcome="early-help", level="2", criterion="none", reason="R.", by=by, **W
        ),
        1,
    ),
    Attempt(
        Verb.APPROVE,
        lambda ref, by, _: approve(ref=ref, number=1, agreed=True, reason="", by=by, **W),
        1,
    ),
    Attempt(Verb.TELL, lambda ref, by, _: tell_referrer(ref=ref, more="", why_not="", by=by, **W)),
    Attempt(
        Verb.FINISH_ASSESSMENT,
        lambda ref, by, _: finish_assessment(ref=ref, number=2, words="W.", by=by, **W),
        2,
    ),
    Attempt(Verb.CLOSE, lambda ref, by, _: close(ref=ref, by=by, **W)),
    Attempt(Verb.ASK, lambda ref, by, _: ask_referrer(ref=ref, words="Q?", by=by, **W)),
    Attempt(
        Verb.CORRECT,
        lambda ref, by, _: correct_child(
            ref=ref, number=2, known=ChildAsKnown(known_as="Ida"), reason="R.", by=by, **W
        ),
        2,
    ),
    Attempt(Verb.ADD, lambda ref, by, _: add_late(ref=ref, words="W.", event_at=LATER, by=by, **W)),
    Attempt(
        Verb.HAND_OVER,
        lambda ref, by, world: hand_over(
            ref=ref, to_worker=None, to_team=next(iter(world.social_worker.teams)), words="W.", by=by, **W
        ),
    ),
    Attempt(Verb.TRANSFER, lambda ref, by, _: transfer_out(ref=ref, to="saltby", words="W.", by=by, **W)),
    Attempt(Verb.REOPEN, lambda ref, by, _: reopen(ref=ref, number=2, words="W.", by=by, **W), 2),
)  # fmt: skip


def waiting(world: World) -> str:
    return received()[0]


def held(world: World) -> str:
    return taken(received()[0], world.screener)


def offered(world: World) -> str:
    ref = held(world)
    team = next(iter(world.social_worker.teams))
    hand_over(ref=ref, to_worker=None, to_team=team, words="W.", by=world.screener, at=MONDAY)
    return ref


def written_to(world: World) -> str:
    ref, code = received()
    write_to_us(code=code, words="And another thing.", by=PUBLIC, at=MONDAY)
    return ref


def unnamed(world: World) -> str:
    report = Report(teller=Teller.PROFESSIONAL, worry="Bruises.")
    return received(report=report, standing=Standing.PROFESSIONAL, identity=Identity())[0]


def proposed(world: World) -> str:
    ref = held(world)
    decided(ref, 1, "no-further-action", by=world.screener)
    return ref


def proposed_by_the_manager(world: World) -> str:
    ref = taken(received()[0], world.manager)
    decided(ref, 1, "no-further-action", by=world.manager)
    return ref


def all_decided(world: World) -> str:
    ref = held(world)
    settled(ref, world)
    return ref


def closed(world: World) -> str:
    ref = all_decided(world)
    at = MONDAY + timedelta(hours=5)
    acknowledge(ref=ref, words="W.", by=world.screener, at=at)
    record_response(ref=ref, response="seen", words="W.", event_at=at, by=world.screener, at=at)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=at)
    finish_assessment(ref=ref, number=2, words="W.", by=world.screener, at=at)
    close(ref=ref, by=world.screener, at=at)
    return ref


STAGES = (waiting, held, offered, written_to, unnamed, proposed, proposed_by_the_manager, all_decided, closed)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_what_the_page_says_can_be_done_is_what_the_acts_allow(stage: Callable[[World], str]) -> None:
    world = a_world()
    ref = stage(world)
    said, done = {}, {}
    for role in sorted(CASE_ROLES):
        viewer = world.everyone[role]
        try:
            acts = contact_page(ref=ref, viewer=viewer, at=LATER, route="test").acts
        except NotFound:
            continue
        for attempt in ATTEMPTS:
            act = find(acts, attempt.verb, attempt.child)
            assert act is not None
            said[role, attempt.verb] = act.allowed
            done[role, attempt.verb] = _goes(attempt, ref, viewer, world)
    assert said == done


def _goes(attempt: Attempt, ref: str, viewer: Viewer, world: World) -> bool:
    """Try the act and take it back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                attempt.do(ref, viewer, world)
        except Refused:
            went = False
        else:
            went = True
        transaction.set_rollback(True)
    return went
