"""Promise 3: a receipt, the next step and its date, a thread, an answer or the reason why none can be given."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import MONDAY, World
from threshold.clocks.queries import faces
from threshold.clocks.rules import State as Clock
from threshold.confidentiality.rules import PUBLIC
from threshold.messages.models import Outgoing
from threshold.messages.queries import thread_of
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.answer_referrer import answer_referrer
from threshold.referrals.actions.ask_why import NothingIsLate, ask_why
from threshold.referrals.actions.close import close
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.identify import identify
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.referrals.models import Contact
from threshold.referrals.queries import holder_page
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.telling import NotDecidedYet, TellFirst, WhyNotMissing
from threshold.referrals.rules.words import Teller

Sent = tuple[str, str]

SCHOOL = {
    "report": Report(teller=Teller.PROFESSIONAL, worry="He came to school with a burn on his arm."),
    "standing": Standing.PROFESSIONAL,
}
REASON = "The school nurse had seen the burn heal and knows how it came about."


def running(ref: str, world: World) -> set[str]:
    contact = Contact.objects.get(ref=ref)
    found = faces(about=[contact.ledger_ref], viewer=world.manager, now=MONDAY)
    return {face.duty for face in found if face.state is Clock.RUNNING}


def decide_all(ref: str, world: World, *, outcome: str = "early-help") -> None:
    accept(ref=ref, by=world.screener, at=MONDAY)
    for child in Contact.objects.get(ref=ref).children.all():
        decide(
            ref=ref, number=child.number, outcome=outcome, level="2", criterion="none", reason=REASON,
            by=world.screener, at=MONDAY,
        )  # fmt: skip


def last_words(ref: str, world: World) -> str:
    return thread_of(about=Contact.objects.get(ref=ref).ledger_ref, viewer=world.manager)[-1].words


def test_the_automatic_receipt_does_not_stop_the_acknowledgement_clock_but_a_person_does(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in(identity=Identity(name="Nell", email="nell@home.example"), safe_to_mail=True)
    assert Outgoing.objects.filter(letter="received").count() == 1
    assert "acknowledgement" in running(ref, world)
    acknowledge(ref=ref, words="I have read what you sent us.", by=world.handler, at=MONDAY)
    assert "acknowledgement" not in running(ref, world)


def test_a_letter_that_leaves_the_building_carries_nothing_of_the_report(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, code = send_in(identity=Identity(name="Nell", email="nell@home.example"), safe_to_mail=True)
    acknowledge(ref=ref, words="A secret sentence.", by=world.handler, at=MONDAY)
    letters = list(Outgoing.objects.all())
    assert len(letters) == 2
    for letter in letters:
        for secret in (ref, code, "Bram", "Nell", "window", "secret"):
            assert secret not in letter.subject + letter.body


def test_nobody_is_told_before_every_child_is_decided(send_in: Callable[..., Sent], world: World) -> None:
    ref, _ = send_in()
    accept(ref=ref, by=world.screener, at=MONDAY)
    with pytest.raises(NotDecidedYet):
        tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)


def test_telling_has_a_clock_and_nothing_is_closed_before_it(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in()
    decide_all(ref, world)
    assert "feedback" in running(ref, world)
    with pytest.raises(TellFirst):
        close(ref=ref, by=world.screener, at=MONDAY)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)
    assert "feedback" not in running(ref, world)


def test_a_neighbour_hears_that_it_was_passed_on_and_not_what_was_decided(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in()
    decide_all(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)
    words = last_words(ref, world)
    assert "passed what you told us to the people who can help" in words
    for private in (REASON, "Early help", "Bram"):
        assert private not in words


def test_a_professional_who_said_who_they_are_hears_outcome_and_reason(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in(**SCHOOL, identity=Identity(name="Ms Tutor", organisation="Reedbed School"))
    decide_all(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)
    assert "Early help" in last_words(ref, world)
    assert REASON in last_words(ref, world)


def test_a_professional_without_a_name_is_accepted_asked_who_they_are_and_told_no_more_than_anyone(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, code = send_in(**SCHOOL, identity=Identity())
    assert "identify" in running(ref, world)
    assert "name" in last_words(ref, world)
    decide_all(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)
    assert REASON not in last_words(ref, world)

    identify(code=code, identity=Identity(name="Ms Tutor"), by=PUBLIC, at=MONDAY)
    assert "identify" not in running(ref, world)


def test_not_telling_needs_one_of_the_known_reasons_and_words(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in()
    decide_all(ref, world)
    with pytest.raises(WhyNotMissing):
        tell_referrer(ref=ref, more=" ", why_not="risk", by=world.screener, at=MONDAY)
    tell_referrer(ref=ref, more="They share a home.", why_not="risk", by=world.screener, at=MONDAY)
    assert Contact.objects.get(ref=ref).told_at == MONDAY


def test_a_message_from_the_person_who_told_us_becomes_work_until_it_is_answered(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, code = send_in()
    write_to_us(code=code, words="It happened again last night.", by=PUBLIC, at=MONDAY)
    assert "answer" in running(ref, world)
    answer_referrer(ref=ref, words="Thank you. We have read this.", by=world.handler, at=MONDAY)
    assert "answer" not in running(ref, world)


def test_a_message_on_a_closed_contact_opens_it_for_duty(send_in: Callable[..., Sent], world: World) -> None:
    ref, code = send_in()
    decide_all(ref, world)
    acknowledge(ref=ref, words="We have it.", by=world.screener, at=MONDAY)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY)
    record_response(
        ref=ref, response="seen", words="Seen at school.", event_at=MONDAY, by=world.screener, at=MONDAY
    )
    close(ref=ref, by=world.screener, at=MONDAY)
    write_to_us(code=code, words="I am still worried.", by=PUBLIC, at=MONDAY + timedelta(days=30))
    contact = Contact.objects.get(ref=ref)
    assert (contact.closed_at, contact.owner, contact.team.code) == (None, None, "door")


def test_asking_why_it_is_late_becomes_work_and_cannot_be_asked_before(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, code = send_in()
    with pytest.raises(NothingIsLate):
        ask_why(code=code, by=PUBLIC, at=MONDAY)
    ask_why(code=code, by=PUBLIC, at=MONDAY + timedelta(days=2))
    assert "answer" in running(ref, world)


def test_what_the_holder_of_a_receipt_sees_names_no_child_and_no_worker(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, code = send_in()
    accept(ref=ref, by=world.screener, at=MONDAY)
    shown = repr(holder_page(code=code, viewer=PUBLIC))
    for private in ("Bram", "Sky", "Nell", "window"):
        assert private not in shown
