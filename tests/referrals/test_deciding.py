"""Every child has a decision of their own, with a reason, by somebody who may, and a second person where one is due."""

from datetime import timedelta
from typing import Any

import pytest

from tests.desk.stories import decided, received, taken
from tests.world import FILE, MONDAY, World, a_world
from threshold.clocks.queries import Face, faces
from threshold.confidentiality.rules import Role
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.finish_assessment import finish_assessment
from threshold.referrals.actions.reopen import reopen
from threshold.referrals.actions.screen import screen
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.models import Child, Decision
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.custody import NotYours
from threshold.referrals.rules.deciding import (
    AlreadyDecided,
    CriterionMissing,
    LevelMissing,
    NotForYouToApprove,
    NotForYouToDecide,
    NothingToApprove,
    OutcomeMissing,
    OwnDecision,
    ReasonMissing,
    SayWhatIsMissing,
)
from threshold.referrals.rules.responding import ApproachMissing, NotBeingAssessed, NotDecided, WordsMissing
from threshold.referrals.rules.words import ChildState, State
from threshold.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db

DECIDED_AT, AGREED_AT = MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=4)
WHOLE = {"outcome": "early-help", "level": "2", "criterion": "none", "reason": "Written down."}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ref(world: World) -> str:
    return taken(received()[0], world.screener)


def child(ref: str, number: int = 1) -> Child:
    return Child.objects.get(contact__ref=ref, number=number)


def clock(ref: str, duty: str, world: World, number: int | None = None) -> Face:
    contact = contact_row(ref=ref, viewer=world.manager)
    subject = child(ref, number).ledger_ref if number else contact.ledger_ref
    found = faces(about=[contact.ledger_ref], viewer=world.manager, now=AGREED_AT)
    return next(face for face in found if (face.duty, face.subject) == (duty, subject))


@pytest.mark.parametrize(
    ("left_out", "refusal"),
    [
        ("outcome", OutcomeMissing),
        ("level", LevelMissing),
        ("criterion", CriterionMissing),
        ("reason", ReasonMissing),
    ],
)
def test_a_decision_leaves_nothing_out(world: World, ref: str, left_out: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as refused:
        decide(
            ref=ref,
            number=1,
            **{**WHOLE, left_out: " " if left_out == "reason" else ""},
            by=world.screener,
            at=DECIDED_AT,
        )
    assert refused.value.field == left_out
    assert not Decision.objects.exists()


@pytest.mark.parametrize("who", [Role.CALL_HANDLER, Role.DIRECTOR])
def test_a_decision_is_for_those_who_decide(world: World, ref: str, who: Role) -> None:
    with pytest.raises(NotForYouToDecide):
        decide(ref=ref, number=1, **WHOLE, by=world.everyone[who], at=DECIDED_AT)


def test_a_decision_is_for_who_holds_the_contact_or_a_manager(world: World, ref: str) -> None:
    with pytest.raises(NotYours):
        decide(ref=ref, number=1, **WHOLE, by=world.other_screener, at=DECIDED_AT)
    decide(ref=ref, number=1, **WHOLE, by=world.manager, at=DECIDED_AT)


def test_a_decision_stands_and_its_clock_stops_at_once_where_no_second_person_is_due(
    world: World, ref: str
) -> None:
    decided(ref, 1, "early-help", by=world.screener)
    assert child(ref).decided_at == DECIDED_AT
    assert clock(ref, "decision", world, 1).stopped_at == DECIDED_AT
    assert clock(ref, "decision", world, 2).stopped_at is None, "the other child has a clock of their own"


def test_no_further_action_stands_and_its_clock_stops_when_the_second_person_agrees(
    world: World, ref: str
) -> None:
    decided(ref, 1, "no-further-action", by=world.screener)
    assert child(ref).state == ChildState.PROPOSED
    assert clock(ref, "decision", world, 1).stopped_at is None
    approve(ref=ref, number=1, agreed=True, reason="", by=world.manager, at=AGREED_AT)
    assert child(ref).decided_at == AGREED_AT
    assert clock(ref, "decision", world, 1).stopped_at == AGREED_AT
    decision = Decision.objects.get()
    assert (decision.recorded_at, decision.approval.recorded_at) == (DECIDED_AT, AGREED_AT)


def test_a_decision_waits_in_view_of_the_second_person_whatever_the_other_children(
    world: World, ref: str
) -> None:
    decided(ref, 1, "no-further-action", by=world.screener)
    assert child(ref, 2).state == ChildState.UNDECIDED
    assert contact_row(ref=ref, viewer=world.manager).state == State.AWAITING_APPROVAL
    approve(ref=ref, number=1, agreed=True, reason="", by=world.manager, at=AGREED_AT)
    assert contact_row(ref=ref, viewer=world.manager).state == State.SCREENING


def test_without_the_setting_no_further_action_stands_at_once() -> None:
    rules = {**FILE["rules"], "second_person_for_no_further_action": False}
    world = a_world(changed={"rules": rules})
    ref = taken(received()[0], world.screener)
    decided(ref, 1, "no-further-action", by=world.screener)
    assert child(ref).state == ChildState.DECIDED


@pytest.mark.parametrize(
    ("decider", "approver", "refusal"),
    [
        (Role.SCREENING_WORKER, Role.SCREENING_WORKER, NotForYouToApprove),
        (Role.SCREENING_WORKER, Role.CALL_HANDLER, NotForYouToApprove),
        (Role.MANAGER, Role.MANAGER, OwnDecision),
        (Role.MANAGER, Role.DIRECTOR, None),
        (Role.SCREENING_WORKER, Role.MANAGER, None),
    ],
)
def test_the_second_person_is_a_manager_or_the_director_and_somebody_else(
    world: World, ref: str, decider: Role, approver: Role, refusal: type[Refused] | None
) -> None:
    decided(
        ref, 1, "no-further-action", by=world.everyone[decider] if decider is Role.MANAGER else world.screener
    )
    answer: dict[str, Any] = {"agreed": True, "reason": "", "by": world.everyone[approver], "at": AGREED_AT}
    if refusal is None:
        approve(ref=ref, number=1, **answer)
        assert child(ref).state == ChildState.DECIDED
    else:
        with pytest.raises(refusal):
            approve(ref=ref, number=1, **answer)
        assert child(ref).state == ChildState.PROPOSED


def test_what_is_sent_back_says_what_is_missing_and_the_clock_runs_on(world: World, ref: str) -> None:
    decided(ref, 1, "no-further-action", by=world.screener)
    with pytest.raises(SayWhatIsMissing):
        approve(ref=ref, number=1, agreed=False, reason=" ", by=world.manager, at=AGREED_AT)
    approve(ref=ref, number=1, agreed=False, reason="Ask the school.", by=world.manager, at=AGREED_AT)
    assert child(ref).state == ChildState.UNDECIDED
    assert clock(ref, "decision", world, 1).stopped_at is None
    with pytest.raises(NothingToApprove):
        approve(ref=ref, number=1, agreed=True, reason="", by=world.manager, at=AGREED_AT)
    decided(ref, 1, "early-help", by=world.screener, at=AGREED_AT)
    assert Decision.objects.count() == 2, "the first one stays on record"


def test_a_decision_stands_until_it_is_opened_again(world: World, ref: str) -> None:
    decided(ref, 1, "early-help", by=world.screener)
    with pytest.raises(AlreadyDecided):
        decided(ref, 1, "assessment", by=world.screener)


def test_an_unknown_child_is_not_found(world: World, ref: str) -> None:
    with pytest.raises(NotFound):
        decided(ref, 7, "early-help", by=world.screener)


def test_telling_is_owed_from_the_last_childs_decision(world: World, ref: str) -> None:
    decided(ref, 1, "early-help", by=world.screener)
    assert contact_row(ref=ref, viewer=world.manager).decided_at is None
    decided(ref, 2, "information-and-advice", by=world.screener, at=AGREED_AT)
    assert contact_row(ref=ref, viewer=world.manager).decided_at == AGREED_AT
    assert clock(ref, "feedback", world).stopped_at is None


def test_an_assessment_counts_from_the_day_the_report_came_in(world: World, ref: str) -> None:
    decided(ref, 1, "assessment", by=world.screener, at=MONDAY + timedelta(days=3))
    # 45 working days after Monday 2 March 2026, without Good Friday, Easter Monday and 4 May.
    assert clock(ref, "assessment", world, 1).due_on.isoformat() == "2026-05-07"


def test_finishing_an_assessment_needs_one_that_runs_and_words(world: World, ref: str) -> None:
    finish: dict[str, Any] = {"ref": ref, "number": 1, "by": world.screener, "at": AGREED_AT}
    with pytest.raises(NotBeingAssessed):
        finish_assessment(**finish, words="Found.")
    decided(ref, 1, "assessment", by=world.screener)
    with pytest.raises(WordsMissing):
        finish_assessment(**finish, words=" ")
    finish_assessment(**finish, words="Support agreed.")
    assert clock(ref, "assessment", world, 1).stopped_at == AGREED_AT
    with pytest.raises(NotBeingAssessed):
        finish_assessment(**finish, words="Again.")


@pytest.mark.parametrize(
    ("rule", "outcome", "counts"),
    [
        ("outcome-of-contact", "early-help", False),
        ("outcome-of-contact", "assessment", True),
        ("every-welfare-contact", "early-help", True),
    ],
)
def test_the_rule_in_force_says_whether_a_contact_is_a_referral(
    rule: str, outcome: str, counts: bool
) -> None:
    world = a_world(changed={"rules": {**FILE["rules"], "referral": rule}})
    ref = taken(received()[0], world.screener)
    decided(ref, 1, outcome, by=world.screener)
    assert contact_row(ref=ref, viewer=world.manager).is_referral is counts
    assert Decision.objects.get().referral_rule == rule


@pytest.mark.parametrize(("approach", "counts"), [("welfare-concern", True), ("notification", False)])
def test_under_every_welfare_contact_screening_says_whether_it_is_one(approach: str, counts: bool) -> None:
    world = a_world(changed={"rules": {**FILE["rules"], "referral": "every-welfare-contact"}})
    ref = taken(received()[0], world.screener)
    screen(ref=ref, approach=approach, words="Looked.", by=world.screener, at=DECIDED_AT)
    assert contact_row(ref=ref, viewer=world.manager).is_referral is counts


@pytest.mark.parametrize(
    ("rule", "first", "then", "counts"),
    [
        ("outcome-of-contact", "assessment", "early-help", (True, False, False)),
        ("outcome-of-contact", "early-help", "assessment", (False, False, True)),
        ("every-welfare-contact", "assessment", "early-help", (True, True, True)),
    ],
)
def test_a_contact_that_is_decided_again_is_a_referral_by_the_decision_that_stands(
    rule: str, first: str, then: str, counts: tuple[bool, ...]
) -> None:
    world = a_world(changed={"rules": {**FILE["rules"], "referral": rule}})
    ref = taken(received()[0], world.screener)

    def is_one() -> bool:
        return contact_row(ref=ref, viewer=world.manager).is_referral

    decided(ref, 2, "early-help", by=world.screener)
    decided(ref, 1, first, by=world.screener)
    at_first = is_one()
    reopen(ref=ref, number=1, words="New facts.", by=world.screener, at=DECIDED_AT)
    meanwhile = is_one()
    decided(ref, 1, then, by=world.screener)
    assert (at_first, meanwhile, is_one()) == counts


def test_a_contact_stays_a_referral_while_a_decision_for_another_child_makes_it_one(
    world: World, ref: str
) -> None:
    decided(ref, 1, "assessment", by=world.screener)
    decided(ref, 2, "assessment", by=world.screener)
    reopen(ref=ref, number=1, words="New facts.", by=world.screener, at=DECIDED_AT)
    decided(ref, 1, "early-help", by=world.screener)
    assert contact_row(ref=ref, viewer=world.manager).is_referral


def test_what_was_screened_as_no_worry_about_welfare_stays_none_when_it_is_decided_again() -> None:
    world = a_world(changed={"rules": {**FILE["rules"], "referral": "every-welfare-contact"}})
    ref = taken(received()[0], world.screener)
    screen(ref=ref, approach="notification", words="Looked.", by=world.screener, at=DECIDED_AT)
    decided(ref, 1, "assessment", by=world.screener)
    assert contact_row(ref=ref, viewer=world.manager).is_referral, "an assessment makes it one all the same"
    reopen(ref=ref, number=1, words="New facts.", by=world.screener, at=DECIDED_AT)
    assert not contact_row(ref=ref, viewer=world.manager).is_referral


@pytest.mark.parametrize(
    ("approach", "words", "refusal"), [("", "Looked.", ApproachMissing), ("notification", "", WordsMissing)]
)
def test_screening_says_what_it_is_and_what_was_found(
    world: World, ref: str, approach: str, words: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        screen(ref=ref, approach=approach, words=words, by=world.screener, at=DECIDED_AT)


def test_opening_again_starts_a_new_date_and_keeps_the_earlier_decision(world: World, ref: str) -> None:
    decided(ref, 1, "assessment", by=world.screener)
    decided(ref, 2, "early-help", by=world.screener)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=AGREED_AT)
    reopen(ref=ref, number=1, words="The school rang.", by=world.screener, at=AGREED_AT)
    contact = contact_row(ref=ref, viewer=world.manager)
    assert (contact.decided_at, contact.told_at) == (None, None)
    assert child(ref).state == ChildState.UNDECIDED
    assert Decision.objects.filter(child=child(ref)).count() == 1
    assert clock(ref, "decision", world, 1).stopped_at is None
    assert clock(ref, "assessment", world, 1).stopped_at == AGREED_AT


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("handler", NotForYouToDecide), ("other_screener", NotYours), ("screener", None), ("manager", None)],
)
def test_opening_again_is_for_those_who_decide_about_it(
    world: World, ref: str, who: str, refusal: type[Refused] | None
) -> None:
    decided(ref, 1, "early-help", by=world.screener)
    again: dict[str, Any] = {"number": 1, "words": "New facts.", "by": getattr(world, who), "at": AGREED_AT}
    if refusal is None:
        reopen(ref=ref, **again)
        assert child(ref).state == ChildState.UNDECIDED
    else:
        with pytest.raises(refusal):
            reopen(ref=ref, **again)
        assert child(ref).state == ChildState.DECIDED


def test_nothing_undecided_is_opened_again_and_nothing_without_a_reason(world: World, ref: str) -> None:
    with pytest.raises(NotDecided):
        reopen(ref=ref, number=1, words="Why.", by=world.screener, at=AGREED_AT)
    decided(ref, 1, "early-help", by=world.screener)
    with pytest.raises(WordsMissing):
        reopen(ref=ref, number=1, words="", by=world.screener, at=AGREED_AT)
