"""Every open contact has one person, or one team with a time; what nobody takes comes back to duty."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.desk.stories import received, taken
from tests.world import MONDAY, World, a_world
from threshold.confidentiality.rules import STAFF_ROLES, SYSTEM, Role, Viewer
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.hand_back import hand_back
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.return_lapsed import return_lapsed
from threshold.referrals.actions.return_work import return_work
from threshold.referrals.models import Act, Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.custody import (
    AwayNow,
    CannotTakeIt,
    Holding,
    NotForYouToSay,
    NothingToHandBack,
    NotOffered,
    NotYours,
    ReasonForHandingMissing,
    ToWhomMissing,
    without_a_name,
)
from threshold.referrals.rules.words import ActKind
from threshold.refusals import NotFound, Refused
from threshold.staffing.models import Worker
from threshold.staffing.rules import AbsenceKind

pytestmark = pytest.mark.django_db

SOON = MONDAY + timedelta(minutes=20)
TEAM_TIME = timedelta(minutes=240)
DUTY_TIME = timedelta(minutes=60)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ref(world: World) -> str:
    return received()[0]


def now(ref: str) -> Contact:
    return contact_row(ref=ref, viewer=SYSTEM)


def to_team(ref: str, world: World, *, by: Viewer | None = None) -> None:
    hand_over(
        ref=ref, to_worker=None, to_team=assessment(world), words="Theirs.", by=by or world.screener, at=SOON
    )  # fmt: skip


def to_person(ref: str, worker: int | None, world: World) -> None:
    hand_over(ref=ref, to_worker=worker, to_team=None, words="Yours.", by=world.screener, at=SOON)


def assessment(world: World) -> int:
    return next(iter(world.social_worker.teams))


@pytest.mark.parametrize(
    ("who", "may", "because"),
    [
        (Role.SCREENING_WORKER, True, "it waits for the front door"),
        (Role.MANAGER, True, "a manager may always take it"),
        (Role.CALL_HANDLER, False, "a call handler decides nothing"),
        (Role.DIRECTOR, False, "the director agrees, and does not screen"),
        (Role.SOCIAL_WORKER, False, "it is not with the assessment team"),
    ],
)
def test_what_waits_for_the_front_door_is_taken_on_by_those_who_decide_there(
    world: World, ref: str, who: Role, may: bool, because: str
) -> None:
    if may:
        accept(ref=ref, by=world.everyone[who], at=SOON)
        assert now(ref).owner_id == world.everyone[who].worker_id, because
    else:
        with pytest.raises((NotOffered, NotFound)):
            accept(ref=ref, by=world.everyone[who], at=SOON)
        assert now(ref).owner_id is None, because


def test_what_a_colleague_holds_is_not_taken_by_another(world: World, ref: str) -> None:
    taken(ref, world.screener)
    with pytest.raises(NotOffered):
        accept(ref=ref, by=world.other_screener, at=SOON)


def test_handing_over_to_a_team_gives_it_that_teams_time_and_no_person(world: World, ref: str) -> None:
    taken(ref, world.screener)
    to_team(ref, world)
    contact = now(ref)
    assert (contact.owner_id, contact.team_id) == (None, assessment(world))
    assert contact.accept_by == SOON + TEAM_TIME
    assert contact.next_duty == "accept"


def test_what_is_offered_to_one_person_is_taken_on_by_that_person_alone(world: World, ref: str) -> None:
    taken(ref, world.screener)
    to_person(ref, world.other_screener.worker_id, world)
    with pytest.raises(NotOffered):
        accept(ref=ref, by=world.screener, at=SOON)
    accept(ref=ref, by=world.other_screener, at=SOON)
    assert now(ref).owner_id == world.other_screener.worker_id


def test_only_who_holds_it_or_a_manager_hands_it_over(world: World, ref: str) -> None:
    taken(ref, world.screener)
    with pytest.raises(NotYours):
        to_team(ref, world, by=world.other_screener)
    to_team(ref, world, by=world.manager)


@pytest.mark.parametrize("who", [Role.CALL_HANDLER, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_nothing_is_handed_to_somebody_who_cannot_take_it_on(world: World, ref: str, who: Role) -> None:
    taken(ref, world.screener)
    with pytest.raises(CannotTakeIt):
        to_person(ref, world.everyone[who].worker_id, world)


def test_nothing_is_handed_to_somebody_who_has_left(world: World, ref: str) -> None:
    taken(ref, world.screener)
    Worker.objects.filter(pk=world.other_screener.worker_id).update(is_active=False)
    with pytest.raises(CannotTakeIt):
        to_person(ref, world.other_screener.worker_id, world)


@pytest.mark.parametrize(
    ("until", "may", "because"),
    [
        (None, False, "nobody knows when they are back"),
        (SOON.date(), False, "it is their last day away"),
        (SOON.date() - timedelta(days=1), True, "they were to be back today"),
    ],
)
def test_nothing_is_handed_to_somebody_who_is_away(
    world: World, ref: str, until: date | None, may: bool, because: str
) -> None:
    taken(ref, world.screener)
    worker = world.other_screener.worker_id or 0
    return_work(worker=worker, kind=AbsenceKind.AWAY, until=until, reason="", by=world.manager, at=MONDAY)
    if may:
        to_person(ref, worker, world)
        assert now(ref).offered_to_id == worker, because
    else:
        with pytest.raises(AwayNow):
            to_person(ref, worker, world)
        assert now(ref).owner_id == world.screener.worker_id, because


@pytest.mark.parametrize(
    ("words", "team", "refusal"), [("", True, ReasonForHandingMissing), ("Why.", False, ToWhomMissing)]
)
def test_handing_over_says_to_whom_and_why(
    world: World, ref: str, words: str, team: bool, refusal: type[Refused]
) -> None:
    taken(ref, world.screener)
    to = assessment(world) if team else None
    with pytest.raises(refusal):
        hand_over(ref=ref, to_worker=None, to_team=to, words=words, by=world.screener, at=SOON)


def test_what_was_handed_over_is_handed_back_to_duty_with_the_reason(world: World, ref: str) -> None:
    taken(ref, world.screener)
    to_team(ref, world)
    hand_back(ref=ref, words="Not ours: no assessment yet.", by=world.social_worker, at=SOON)
    contact = now(ref)
    assert contact.team.code == "door"
    assert contact.accept_by == SOON + DUTY_TIME
    assert Act.objects.get(contact=contact, kind=ActKind.HANDED_BACK).words == "Not ours: no assessment yet."


def test_dutys_own_work_cannot_be_handed_back_and_so_gain_time(world: World, ref: str) -> None:
    before = now(ref).accept_by
    with pytest.raises(NothingToHandBack):
        hand_back(ref=ref, words="Later.", by=world.screener, at=MONDAY + timedelta(minutes=59))
    assert now(ref).accept_by == before


def test_what_somebody_holds_cannot_be_handed_back_over_their_head(world: World, ref: str) -> None:
    taken(ref, world.screener)
    with pytest.raises(NothingToHandBack):
        hand_back(ref=ref, words="Mine now.", by=world.manager, at=SOON)


@pytest.mark.parametrize(
    ("waited", "returned", "because"),
    [
        (TEAM_TIME - timedelta(minutes=1), 0, "there is a minute left"),
        (TEAM_TIME, 1, "the time has passed"),
    ],
)
def test_what_a_team_does_not_take_on_in_time_returns_to_duty(
    world: World, ref: str, waited: timedelta, returned: int, because: str
) -> None:
    taken(ref, world.screener)
    to_team(ref, world)
    assert return_lapsed(by=SYSTEM, at=SOON + waited) == returned, because
    assert (now(ref).team.code == "door") is bool(returned)


def test_what_lies_with_duty_stays_there_and_is_late(world: World, ref: str) -> None:
    assert return_lapsed(by=SYSTEM, at=MONDAY + timedelta(days=2)) == 0
    assert now(ref).accept_by == MONDAY + DUTY_TIME


@pytest.mark.parametrize("kind", [AbsenceKind.LEFT, AbsenceKind.AWAY])
def test_the_work_of_somebody_gone_returns_to_duty_in_the_same_act(world: World, kind: AbsenceKind) -> None:
    mine, offered = taken(received()[0], world.other_screener), taken(received()[0], world.screener)
    to_person(offered, world.other_screener.worker_id, world)
    count = return_work(
        worker=world.other_screener.worker_id or 0, kind=kind, until=None, reason="", by=world.manager, at=SOON
    )  # fmt: skip
    assert count == 2
    for ref in (mine, offered):
        contact = now(ref)
        assert (contact.owner_id, contact.offered_to_id, contact.team.code) == (None, None, "door")
    assert Worker.objects.get(pk=world.other_screener.worker_id).is_active is (kind is AbsenceKind.AWAY)


def test_somebody_who_left_does_not_come_in_again_by_being_called_away(world: World) -> None:
    said: dict[str, Any] = {"until": None, "reason": "", "by": world.manager, "at": SOON}
    who = world.other_screener.worker_id or 0
    for kind, works_here in (
        (AbsenceKind.LEFT, False),
        (AbsenceKind.AWAY, False),
        (AbsenceKind.BACK, True),
        (AbsenceKind.AWAY, True),
    ):
        return_work(worker=who, kind=kind, **said)
        assert Worker.objects.get(pk=who).is_active is works_here, kind


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.MANAGER}))
def test_only_a_manager_says_who_is_here(world: World, role: Role) -> None:
    with pytest.raises(NotForYouToSay):
        return_work(
            worker=world.screener.worker_id or 0, kind=AbsenceKind.LEFT, until=None, reason="",
            by=world.everyone[role], at=SOON,
        )  # fmt: skip
    assert Worker.objects.get(pk=world.screener.worker_id).is_active


def test_coming_back_takes_nothing_from_anybody(world: World) -> None:
    ref = taken(received()[0], world.screener)
    back = {"kind": AbsenceKind.BACK, "until": None, "reason": "", "by": world.manager, "at": SOON}
    assert return_work(worker=world.screener.worker_id or 0, **back) == 0
    assert now(ref).owner_id == world.screener.worker_id


def test_a_social_worker_sees_what_is_theirs_and_their_teams_and_nothing_else(world: World, ref: str) -> None:
    with pytest.raises(NotFound):
        contact_row(ref=ref, viewer=world.social_worker)
    taken(ref, world.screener)
    to_team(ref, world)
    assert contact_row(ref=ref, viewer=world.social_worker).ref == ref


def test_minutes_without_a_name_are_those_between_the_named() -> None:
    at = [MONDAY + timedelta(minutes=minutes) for minutes in (0, 20, 50, 80)]
    holdings = [Holding(at[0], by_name=False), Holding(at[1], by_name=True), Holding(at[2], by_name=False)]
    assert without_a_name(holdings, until=at[3]) == timedelta(minutes=50)
