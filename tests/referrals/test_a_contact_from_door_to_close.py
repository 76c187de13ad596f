"""One contact all the way: received, taken, screened, decided, approved, told, closed."""

from datetime import timedelta

import pytest

from tests.world import MONDAY, World, a_draft, a_world
from threshold.clocks.queries import faces
from threshold.clocks.rules import State as Clock
from threshold.confidentiality.rules import PUBLIC, Viewer
from threshold.messages.queries import thread_of
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.close import close
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.finish_assessment import finish_assessment
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.screen import screen
from threshold.referrals.actions.send import send
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.queries import contact_row, holder_page
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.deciding import NotForYouToApprove
from threshold.referrals.rules.telling import TellFirst
from threshold.referrals.rules.words import State
from threshold.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def sent(world: World) -> tuple[str, str]:
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)
    return send(code=code, by=PUBLIC, at=MONDAY).ref, code


def decided(ref: str, world: World, *, number: int, outcome: str, by: Viewer | None = None) -> None:
    decide(
        ref=ref, number=number, outcome=outcome, level="2", criterion="none", reason="Written down.",
        by=by or world.screener, at=MONDAY + timedelta(hours=3),
    )  # fmt: skip


def test_a_report_is_stored_once_however_often_it_is_sent(sent: tuple[str, str]) -> None:
    ref, code = sent
    assert send(code=code, by=PUBLIC, at=MONDAY).ref == ref


def test_a_code_nobody_was_given_finds_nothing(sent: tuple[str, str]) -> None:
    with pytest.raises(NotFound):
        holder_page(code=new_code(), viewer=PUBLIC)


def test_three_kinds_of_clock_start_and_each_child_has_a_decision_clock(
    sent: tuple[str, str], world: World
) -> None:
    contact = contact_row(ref=sent[0], viewer=world.screener)
    duties = sorted(f.duty for f in faces(about=[contact.ledger_ref], viewer=world.screener, now=MONDAY))
    assert duties == ["acknowledgement", "decision", "decision", "first-response"]


def test_a_contact_is_decided_told_and_closed(sent: tuple[str, str], world: World) -> None:
    ref, code = sent
    at = MONDAY + timedelta(minutes=20)
    note_opening(ref=ref, by=world.screener, at=at)
    accept(ref=ref, by=world.screener, at=at)
    acknowledge(ref=ref, words="We have it and a colleague is looking at it now.", by=world.screener, at=at)
    record_response(
        ref=ref, response="spoken-to-family", words="Spoke to mother.", event_at=at, by=world.screener, at=at
    )
    screen(ref=ref, approach="welfare-concern", words="School and health checked.", by=world.screener, at=at)

    decided(ref, world, number=1, outcome="no-further-action")
    decided(ref, world, number=2, outcome="assessment")
    assert contact_row(ref=ref, viewer=world.screener).state == State.AWAITING_APPROVAL
    with pytest.raises(NotForYouToApprove):
        approve(ref=ref, number=1, agreed=True, reason="", by=world.screener, at=at)
    approve(ref=ref, number=1, agreed=True, reason="", by=world.manager, at=MONDAY + timedelta(hours=4))
    assert contact_row(ref=ref, viewer=world.screener).state == State.TO_TELL

    later = MONDAY + timedelta(hours=5)
    with pytest.raises(TellFirst):
        close(ref=ref, by=world.screener, at=later)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=later)
    contact = contact_row(ref=ref, viewer=world.screener)
    assert contact.state == State.ASSESSMENT
    assert "acted on" in thread_of(about=contact.ledger_ref, viewer=world.screener)[-1].words

    finish_assessment(ref=ref, number=2, words="Support agreed with the family.", by=world.screener, at=later)
    close(ref=ref, by=world.screener, at=later)
    contact = contact_row(ref=ref, viewer=world.screener)
    assert contact.state == State.CLOSED
    clocks = faces(about=[contact.ledger_ref], viewer=world.screener, now=later)
    assert {clock.state for clock in clocks} == {Clock.STOPPED}
    assert holder_page(code=code, viewer=PUBLIC).told_at == later
