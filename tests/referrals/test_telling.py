"""The person who told us hears back: from the same facts as the record, and no more than they may know."""

from datetime import timedelta
from typing import Any

import pytest

from tests.desk.stories import received, settled, taken
from tests.world import MONDAY, World, a_world
from threshold.clocks.queries import faces
from threshold.confidentiality.rules import PUBLIC
from threshold.messages.queries import thread_of
from threshold.people.models import ReferrerVersion
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.answer_referrer import answer_referrer
from threshold.referrals.actions.ask_why import NothingIsLate, ask_why
from threshold.referrals.actions.close import close
from threshold.referrals.actions.finish_assessment import finish_assessment
from threshold.referrals.actions.identify import identify
from threshold.referrals.actions.record_identity import record_identity
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.actions.transfer_out import transfer_out
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.referrals.models import Act, Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.responding import (
    AcknowledgedAlready,
    AuthorityMissing,
    HowPassedMissing,
    NobodyToIdentify,
    NothingToAnswer,
)
from threshold.referrals.rules.telling import (
    Decided,
    Gist,
    NotDecidedYet,
    StillRunning,
    TellFirst,
    WhyNotMissing,
    gist_of,
    words_for,
)
from threshold.referrals.rules.words import ActKind, Outcome, State, Teller
from threshold.refusals import Refused

LATER = MONDAY + timedelta(hours=5)
BRAM = Decided("Bram", Outcome.ASSESSMENT, "Alone at night, again.")
UNNAMED: dict[str, Any] = {
    "report": Report(teller=Teller.PROFESSIONAL, worry="Bruises again."),
    "standing": Standing.PROFESSIONAL,
    "identity": Identity(),
}
IDA = Decided("Ida", Outcome.NO_FURTHER_ACTION, "Safe with an aunt.")


@pytest.mark.parametrize(
    ("standing", "identified", "told", "because"),
    [
        (Standing.PROFESSIONAL, True, True, "a professional who said who they are hears outcome and reason"),
        (Standing.PROFESSIONAL, False, False, "one who did not say could be anybody"),
        (Standing.NAMED, True, False, "what happens in a family is private to them"),
        (Standing.WITHHELD, True, False, "and so it is for whoever asked not to be named"),
        (Standing.ANONYMOUS, False, False, "and for somebody anonymous, in the thread"),
        (Standing.UNKNOWN, False, False, "and for somebody nobody knows"),
    ],
)
def test_what_may_be_told_depends_on_who_asks(
    standing: Standing, identified: bool, told: bool, because: str
) -> None:
    words = words_for(standing, identified=identified, decisions=(BRAM, IDA))
    assert ("Alone at night, again." in words) is told, because
    assert ("Bram" in words) is told, because
    assert ("We have acted on what you told us." in words) is not told, because


@pytest.mark.parametrize(
    ("outcomes", "gist"),
    [
        ({Outcome.NO_FURTHER_ACTION, Outcome.ADVICE}, Gist.NO_ROLE),
        ({Outcome.NO_FURTHER_ACTION, Outcome.EARLY_HELP}, Gist.PASSED_ON),
        ({Outcome.OTHER_AUTHORITY}, Gist.PASSED_ON),
        ({Outcome.NO_FURTHER_ACTION, Outcome.STRATEGY_DISCUSSION}, Gist.ACTED_ON),
    ],
)
def test_the_public_hears_the_furthest_that_anything_went(outcomes: set[Outcome], gist: Gist) -> None:
    assert gist_of(outcomes) is gist


def test_nothing_is_told_before_anything_is_decided() -> None:
    with pytest.raises(NotDecidedYet):
        words_for(Standing.PROFESSIONAL, identified=True, decisions=())


@pytest.fixture
def world(db: None) -> World:
    return a_world()


def now(ref: str, world: World) -> Contact:
    return contact_row(ref=ref, viewer=world.manager)


def newest(ref: str, world: World) -> str:
    return thread_of(about=now(ref, world).ledger_ref, viewer=world.manager)[-1].words


def duties_running(ref: str, world: World) -> set[str]:
    found = faces(about=[now(ref, world).ledger_ref], viewer=world.manager, now=LATER)
    return {face.duty for face in found if face.stopped_at is None}


def test_the_automatic_receipt_acknowledges_nothing_and_a_persons_words_do(world: World) -> None:
    ref, _ = received(identity=Identity(name="Nell", email="nell@example.org"), safe_to_mail=True)
    assert "acknowledgement" in duties_running(ref, world)
    acknowledge(ref=ref, words="I have it.", by=world.handler, at=LATER)
    assert "acknowledgement" not in duties_running(ref, world)
    assert now(ref, world).acknowledged_at == LATER
    assert newest(ref, world) == "I have it."


def test_a_report_is_acknowledged_once_however_often_the_button_is_pressed(world: World) -> None:
    ref, _ = received()
    acknowledge(ref=ref, words="I have it.", by=world.handler, at=LATER)
    with pytest.raises(AcknowledgedAlready):
        acknowledge(ref=ref, words="I have it.", by=world.handler, at=LATER)
    assert len(thread_of(about=now(ref, world).ledger_ref, viewer=world.manager)) == 1


def test_nobody_is_told_before_every_child_is_decided(world: World) -> None:
    ref = taken(received()[0], world.screener)
    with pytest.raises(NotDecidedYet):
        tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=LATER)


def test_telling_writes_in_the_thread_and_stops_the_clock(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world)
    assert "feedback" in duties_running(ref, world)
    tell_referrer(ref=ref, more="Thank you.", why_not="", by=world.screener, at=LATER)
    assert "feedback" not in duties_running(ref, world)
    assert newest(ref, world).endswith("Thank you.")
    assert Act.objects.get(kind=ActKind.TOLD).words == newest(ref, world)


def test_a_professional_who_said_who_they_are_reads_outcome_and_reason(world: World) -> None:
    ref = taken(
        received(
            report=Report(teller=Teller.PROFESSIONAL, worry="Bruises again."),
            standing=Standing.PROFESSIONAL,
            identity=Identity(name="Tess Teacher", organisation="Reed Lane School"),
        )[0],
        world.screener,
    )
    settled(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=LATER)
    assert "Bram Testerly: No further action.\nReason: The reason for no-further-action." in newest(
        ref, world
    )


def test_a_professional_whom_a_colleague_found_out_is_chased_no_longer_and_reads_outcome_and_reason(
    world: World,
) -> None:
    ref = taken(received(**UNNAMED)[0], world.screener)
    assert "identify" in duties_running(ref, world)
    name = Identity(name="Tess Teacher", phone="01632 960 555")
    record_identity(ref=ref, identity=name, by=world.handler, at=LATER)
    assert "identify" not in duties_running(ref, world)
    assert now(ref, world).identified
    found = ReferrerVersion.objects.order_by("-id")[0]
    assert (found.by_ref, found.by_role) == (world.handler.ref, world.handler.role)
    settled(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=LATER)
    assert "Reason: The reason for no-further-action." in newest(ref, world)


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"identity": Identity(name="Ms Tutor")}, "she said so herself"),
        ({"report": Report(worry="Bruises."), "standing": Standing.ANONYMOUS}, "the public may stay unnamed"),
    ],
)
def test_nobody_writes_a_name_over_what_somebody_said_or_chose_not_to_say(
    world: World, changes: dict[str, Any], because: str
) -> None:
    ref, _ = received(**{**UNNAMED, **changes})
    with pytest.raises(NobodyToIdentify):
        record_identity(ref=ref, identity=Identity(name="Tess"), by=world.handler, at=LATER)
    assert ReferrerVersion.objects.count() == 1, because


@pytest.mark.parametrize(("why_not", "more"), [("risk", " ")])
def test_not_telling_needs_a_coded_reason_and_what_makes_it_so(world: World, why_not: str, more: str) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world)
    with pytest.raises(WhyNotMissing):
        tell_referrer(ref=ref, more=more, why_not=why_not, by=world.screener, at=LATER)
    tell_referrer(ref=ref, more="He reads her telephone.", why_not=why_not, by=world.screener, at=LATER)
    assert now(ref, world).told_at == LATER
    assert not thread_of(about=now(ref, world).ledger_ref, viewer=world.manager)


def test_no_contact_is_closed_untold_or_while_something_is_due(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world)
    with pytest.raises(TellFirst):
        close(ref=ref, by=world.screener, at=LATER)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=LATER)
    with pytest.raises(StillRunning):
        close(ref=ref, by=world.screener, at=LATER)
    assert now(ref, world).state == State.ASSESSMENT


def test_a_professional_who_never_says_who_they_are_keeps_no_contact_open_and_may_still_say_it(
    world: World,
) -> None:
    report = Report(teller=Teller.PROFESSIONAL, worry="Bruises.")
    ref, code = a_closed_contact(world, report=report, standing=Standing.PROFESSIONAL, identity=Identity())
    found = faces(about=[now(ref, world).ledger_ref], viewer=world.manager, now=LATER)
    [chase] = [face for face in found if face.duty == "identify"]
    assert (chase.stopped_at, chase.words) == (LATER, "no longer owed since Monday 2 March")
    assert not now(ref, world).identified
    identify(code=code, identity=Identity(name="Ms Tutor"), by=PUBLIC, at=LATER)
    assert now(ref, world).identified


def a_closed_contact(world: World, **changes: Any) -> tuple[str, str]:
    ref, code = received(**changes)
    taken(ref, world.screener)
    settled(ref, world)
    acknowledge(ref=ref, words="I have it.", by=world.screener, at=LATER)
    record_response(ref=ref, response="seen", words="Seen.", event_at=LATER, by=world.screener, at=LATER)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=LATER)
    finish_assessment(ref=ref, number=2, words="Support agreed.", by=world.screener, at=LATER)
    close(ref=ref, by=world.screener, at=LATER)
    return ref, code


def test_a_message_after_the_end_brings_the_contact_back_to_duty_until_it_is_answered(world: World) -> None:
    ref, code = a_closed_contact(world)
    write_to_us(code=code, words="It happened again.", by=PUBLIC, at=LATER)
    contact = now(ref, world)
    assert (contact.closed_at, contact.owner_id, contact.team.code) == (None, None, "door")
    assert "answer" in duties_running(ref, world)
    answer_referrer(ref=ref, words="We are looking at it.", by=world.handler, at=LATER)
    assert duties_running(ref, world) == set()


def test_what_nobody_asked_is_not_answered(world: World) -> None:
    ref, _ = received()
    with pytest.raises(NothingToAnswer):
        answer_referrer(ref=ref, words="Hello?", by=world.handler, at=LATER)


def test_why_is_asked_once_something_is_late_and_becomes_work(world: World) -> None:
    ref, code = received()
    with pytest.raises(NothingIsLate):
        ask_why(code=code, by=PUBLIC, at=MONDAY + timedelta(minutes=59))
    ask_why(code=code, by=PUBLIC, at=MONDAY + timedelta(minutes=61))
    assert now(ref, world).waiting_messages == 1
    assert "answer" in duties_running(ref, world)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"to": "nowhere"}, AuthorityMissing), ({"words": " "}, HowPassedMissing), ({}, None)],
)
def test_passing_on_names_who_took_it_and_tells_the_person_who_told_us(
    world: World, changes: dict[str, Any], refusal: type[Refused] | None
) -> None:
    ref = taken(received()[0], world.screener)
    passed = {"to": "saltby", "words": "Jo at Saltby, by telephone.", **changes}
    if refusal is None:
        transfer_out(ref=ref, **passed, by=world.screener, at=LATER)
        assert "Saltby Council" in newest(ref, world)
        assert {"decision"} <= duties_running(ref, world), "passing on decides nothing"
    else:
        with pytest.raises(refusal):
            transfer_out(ref=ref, **passed, by=world.screener, at=LATER)
        assert now(ref, world).neighbour == ""
