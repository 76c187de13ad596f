"""What happened is written with the time it happened and the time it was written down; dates never move silently."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.desk.stories import received, taken
from tests.world import MONDAY, World, a_world
from threshold.clocks.queries import Face, faces
from threshold.clocks.rules import NotRunning
from threshold.clocks.rules.refusals import ExtensionNotAllowed, ReasonMissing
from threshold.confidentiality.rules import SYSTEM
from threshold.referrals.actions.add_late import add_late
from threshold.referrals.actions.move_clock import move_clock
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.models import Act, ContactVersion
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.custody import NotYours
from threshold.referrals.rules.deciding import NotForYouToDecide
from threshold.referrals.rules.responding import BeforeReceipt, InTheFuture, ResponseMissing, WordsMissing
from threshold.referrals.rules.words import ActKind, ClockMove
from threshold.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db

NOW = MONDAY + timedelta(hours=2)
EARLIER = MONDAY + timedelta(minutes=30)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ref(world: World) -> str:
    return taken(received()[0], world.screener)


def clock(ref: str, duty: str) -> Face:
    contact = contact_row(ref=ref, viewer=SYSTEM)
    return next(
        face for face in faces(about=[contact.ledger_ref], viewer=SYSTEM, now=NOW) if face.duty == duty
    )


def test_what_is_learned_late_keeps_both_times_and_changes_nothing_before_it(world: World, ref: str) -> None:
    first = ContactVersion.objects.get(contact__ref=ref)
    add_late(ref=ref, words="He has an older brother.", event_at=EARLIER, by=world.handler, at=NOW)
    again, late = ContactVersion.objects.filter(contact__ref=ref).order_by("number")
    assert again.worry == first.worry
    assert (late.event_at, late.recorded_at, late.typed_by) == (EARLIER, NOW, "Cal Handler")


@pytest.mark.parametrize(
    ("words", "when", "refusal"),
    [("", EARLIER, WordsMissing), ("Words.", NOW + timedelta(minutes=1), InTheFuture)],
)
def test_what_is_learned_late_has_words_and_a_time_that_has_passed(
    world: World, ref: str, words: str, when: datetime, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        add_late(ref=ref, words=words, event_at=when, by=world.handler, at=NOW)
    assert ContactVersion.objects.filter(contact__ref=ref).count() == 1


def respond(ref: str, world: World, **changes: Any) -> None:
    facts = {
        "response": "seen",
        "words": "Seen at school.",
        "event_at": EARLIER,
        "by": world.screener,
        "at": NOW,
    }
    record_response(ref=ref, **{**facts, **changes})


def test_the_first_response_stops_its_clock_at_the_minute_it_happened(world: World, ref: str) -> None:
    respond(ref, world)
    assert clock(ref, "first-response").stopped_at == EARLIER
    respond(ref, world, event_at=EARLIER + timedelta(minutes=5))
    assert clock(ref, "first-response").stopped_at == EARLIER, "a second response changes nothing"
    assert Act.objects.filter(kind=ActKind.RESPONDED).count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"response": ""}, ResponseMissing),
        ({"words": " "}, WordsMissing),
        ({"event_at": NOW + timedelta(minutes=1)}, InTheFuture),
        ({"event_at": MONDAY - timedelta(minutes=1)}, BeforeReceipt),
    ],
)
def test_a_response_says_who_was_seen_and_when(
    world: World, ref: str, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        respond(ref, world, **changes)
    assert clock(ref, "first-response").stopped_at is None


def test_a_call_handler_records_no_response(world: World, ref: str) -> None:
    with pytest.raises(NotForYouToDecide):
        respond(ref, world, by=world.handler)


def test_only_the_first_opening_is_noted(world: World, ref: str) -> None:
    note_opening(ref=ref, by=world.screener, at=EARLIER)
    note_opening(ref=ref, by=world.manager, at=NOW)
    assert Act.objects.get(kind=ActKind.OPENED).by_ref == world.screener.ref
    assert contact_row(ref=ref, viewer=SYSTEM).opened_at == EARLIER


def move(ref: str, world: World, **changes: Any) -> None:
    facts: dict[str, Any] = {
        "duty": "first-response",
        "subject": contact_row(ref=ref, viewer=SYSTEM).ledger_ref,
        "move": ClockMove.PAUSE,
        "amount": 0,
        "reason": "The family is abroad until Friday.",
        "by": world.screener,
        "at": NOW,
    }
    move_clock(ref=ref, **{**facts, **changes})


def test_a_paused_clock_stands_still_and_goes_on_by_as_much_later(world: World, ref: str) -> None:
    before = clock(ref, "first-response").due_at
    move(ref, world)
    assert clock(ref, "first-response").paused_at == NOW
    move(ref, world, move=ClockMove.RESUME, reason="They are back.", at=NOW + timedelta(hours=3))
    assert clock(ref, "first-response").due_at == before + timedelta(hours=3)
    assert contact_row(ref=ref, viewer=SYSTEM).next_at is not None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"duty": "feedback"}, NotRunning),
        ({"duty": "acknowledgement", "move": ClockMove.EXTEND, "amount": 1}, ExtensionNotAllowed),
    ],
)
def test_a_date_moves_only_with_a_reason_and_where_it_may(
    world: World, ref: str, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        move(ref, world, **changes)
    assert clock(ref, "first-response").paused_at is None


def test_only_who_holds_the_contact_or_a_manager_moves_its_dates(world: World, ref: str) -> None:
    with pytest.raises(NotYours):
        move(ref, world, by=world.other_screener)
    move(ref, world, by=world.manager)


def test_nobody_moves_another_contacts_date_through_their_own(world: World, ref: str) -> None:
    other = taken(received()[0], world.other_screener)
    subject = contact_row(ref=other, viewer=SYSTEM).ledger_ref
    with pytest.raises(NotFound):
        move(ref, world, subject=subject)
    assert clock(other, "first-response").paused_at is None
