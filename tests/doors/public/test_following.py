"""Following a report: plain words with dates, late said as late, and slow for whoever guesses but for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.world import MONDAY, World, a_draft
from threshold.confidentiality.models import RefusedAct
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.confidentiality.throttling import AT_ONCE
from threshold.doors.public.holding import IDLE, Stage
from threshold.messages.queries import thread_of
from threshold.messages.rules import Direction
from threshold.people.queries import referrer_of
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.transfer_out import transfer_out
from threshold.referrals.queries import contact_behind, contact_row
from threshold.referrals.rules.codes import new_code, new_reference
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import Teller

from .conftest import Person, a_sent_report

pytestmark = pytest.mark.django_db


def test_reference_and_code_open_the_report_and_the_address_holds_neither(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    answer = person.comes_back(code, ref)
    assert answer.headers["Location"] == "/follow"
    assert "We received your report" in person.sees("/follow")


@pytest.mark.parametrize("wrong", ["code", "reference", "both", "only the code"])
def test_whichever_of_the_two_was_wrong_the_answer_is_the_same(person: Person, wrong: str) -> None:
    code, ref = a_sent_report(at=timezone.now())
    code = new_code() if wrong in ("code", "both") else code
    ref = new_reference() if wrong in ("reference", "both") else ref
    answer = person.comes_back(code, "" if wrong == "only the code" else ref)
    assert "We could not find a report with this code and reference" in answer.content.decode()
    assert person.code == ""


@pytest.mark.parametrize("typed", ["", "short", "A" * 24, "1" * 24, "2" * 25])
def test_what_cannot_be_a_code_is_said_beside_the_field_and_is_no_guess(person: Person, typed: str) -> None:
    for _ in range(AT_ONCE + 2):
        assert person.comes_back(typed).status_code == 200


def test_guessing_is_slowed_and_the_page_says_how_long_to_wait(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    for _ in range(AT_ONCE):
        assert person.comes_back(new_code(), ref).status_code == 200
    answer = person.comes_back(code, ref)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    assert f"Please wait {answer.headers['Retry-After']} second" in answer.content.decode()


def test_somebody_elses_guessing_slows_nobody_and_refuses_no_new_report(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    guesser = Person()
    for _ in range(AT_ONCE + 1):
        guesser.client.post("/come-back", {"code": new_code(), "reference": ref}, REMOTE_ADDR="203.0.113.9")
    assert person.comes_back(code, ref).status_code == 302
    assert guesser.client.post("/begin", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_page_says_when_the_code_was_last_used(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.comes_back(code, ref)
    assert "first time" in person.sees("/follow")
    again = Person()
    again.comes_back(code, ref)
    assert f"This code was last used on {timezone.localtime():%A}" in again.sees("/follow")


def test_half_an_hour_without_a_page_asks_for_the_code_again_and_keeps_the_message(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING, since=timezone.now() - IDLE[Stage.FOLLOWING])
    ended = person.client.post("/follow/write", {"words": "He was out again."})
    assert ended.status_code == 403
    person.comes_back(code, ref, kept=ended.context["kept"])
    contact = contact_behind(code=code, viewer=PUBLIC)
    assert thread_of(about=contact.ledger_ref, viewer=SYSTEM)[-1].words == "He was out again."


def test_leaving_is_one_button(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.comes_back(code, ref)
    assert person.client.post("/leave").headers["Location"] == "/left"
    assert person.client.get("/follow").context["ended"]


def test_the_timeline_names_teams_and_no_person(person: Person, world: World) -> None:
    now = timezone.now()
    code, ref = a_sent_report(at=now)
    accept(ref=ref, by=world.screener, at=now)
    acknowledge(ref=ref, words="We have it.", by=world.screener, at=now)
    person.holds(code, stage=Stage.FOLLOWING)
    page = person.sees("/follow")
    assert "A person told you that they have it" in page
    assert "We have it." in page
    assert not any(name in page for name in ("Sky", "Screener", "Bram", "Reed Lane", "Nell"))


def test_late_says_so_by_how_much_and_asking_why_becomes_work_with_a_date(person: Person) -> None:
    code, ref = a_sent_report(at=MONDAY)
    person.holds(code, stage=Stage.FOLLOWING)
    page = person.sees("/follow")
    assert "We are late." in page
    assert "late by" in page
    assert "Ask why" in page
    assert person.client.post("/follow/why-late").headers["Location"] == "/follow?done=asked"
    page = person.sees("/follow?done=asked")
    assert "We have your question" in page
    assert "We answer what you wrote" in page
    assert contact_row(ref=ref, viewer=SYSTEM).waiting_messages == 1


def test_nothing_late_is_nothing_to_ask_about(person: Person) -> None:
    code, _ = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    assert "Ask why" not in person.sees("/follow")
    assert "Nothing is late on this report" in person.client.post("/follow/why-late").content.decode()


def test_what_is_refused_at_the_public_door_is_on_record_and_names_nobody(
    person: Person, as_owner: Any
) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.comes_back(new_code(), ref)
    person.holds(new_code())
    person.sees("/report/worry")
    person.holds(code, stage=Stage.FOLLOWING)
    person.client.post("/follow/why-late")
    with as_owner():
        rows = list(RefusedAct.objects.order_by("pk").values_list("route", "why", "viewer_ref", "subject"))
    assert rows == [
        ("public:come_back", "NotFound", None, None),
        ("public:question", "NotFound", None, None),
        ("public:why_late", "NothingIsLate", None, None),
    ]


def test_whoever_told_us_and_the_front_door_write_to_each_other(person: Person, world: World) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    words = "O’Neill, علي \u202e and <b>so on</b>"
    assert person.client.post("/follow/write", {"words": words}).status_code == 302
    page = person.sees("/follow")
    assert "O’Neill, علي" in page
    assert "<b>so on</b>" not in page
    [message] = thread_of(about=contact_row(ref=ref, viewer=SYSTEM).ledger_ref, viewer=SYSTEM)
    assert (message.direction, message.words) == (Direction.IN, words)


def test_a_button_pressed_twice_sends_one_message_and_other_words_are_another(person: Person) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    page = person.client.get("/follow").context["form"]["page"].value()
    sent = [
        person.client.post("/follow/write", {"words": words, "page": page})
        for words in ("He was out again.", "He was out again.", "And the night before.")
    ]
    assert [answer.status_code for answer in sent] == [302, 302, 302]
    contact = contact_row(ref=ref, viewer=SYSTEM)
    said = [message.words for message in thread_of(about=contact.ledger_ref, viewer=SYSTEM)]
    assert said == ["He was out again.", "And the night before."]
    assert contact.waiting_messages == 2


@pytest.mark.parametrize("page", ["", "no mark at all"])
def test_a_message_without_a_pages_mark_is_a_message(person: Person, page: str) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    for _ in range(2):
        assert person.client.post("/follow/write", {"words": "Again.", "page": page}).status_code == 302
    assert len(thread_of(about=contact_row(ref=ref, viewer=SYSTEM).ledger_ref, viewer=SYSTEM)) == 2


def test_a_message_without_words_or_too_long_keeps_what_was_typed(person: Person) -> None:
    code, _ = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    assert "Write your message first" in person.client.post("/follow/write", {"words": " "}).content.decode()
    long = person.client.post("/follow/write", {"words": "y" * 20_001}).content.decode()
    assert "Use 20,000 characters or fewer" in long
    assert "y" * 20_001 in long


def test_a_professional_can_say_who_they_are_and_what_they_said_before_stays(person: Person) -> None:
    draft = a_draft(
        report=Report(teller=Teller.PROFESSIONAL, worry="Bruises."),
        standing=Standing.PROFESSIONAL,
        identity=Identity(organisation="Fenn Primary School", email="office@school.example"),
    )
    code, ref = a_sent_report(at=timezone.now(), draft=draft)
    person.holds(code, stage=Stage.FOLLOWING)
    assert "Say who you are" in person.sees("/follow")
    assert "Write your name" in person.client.post("/follow/who-i-am", {"job": "Head"}).content.decode()
    person.client.post("/follow/who-i-am", {"name": "Ada Teacherly", "job": "Head"})
    contact = contact_row(ref=ref, viewer=SYSTEM)
    told = referrer_of(about=contact.ledger_ref, viewer=SYSTEM).identity
    assert (told.name, told.job, told.organisation) == ("Ada Teacherly", "Head", "Fenn Primary School")
    assert "Say who you are" not in person.sees("/follow")


def test_somebody_whom_nobody_chases_can_still_say_who_they_are(person: Person) -> None:
    draft = a_draft(standing=Standing.ANONYMOUS, identity=Identity())
    code, ref = a_sent_report(at=timezone.now(), draft=draft)
    person.holds(code, stage=Stage.FOLLOWING)
    person.client.post("/follow/who-i-am", {"name": "Nell Bystander"})
    contact = contact_row(ref=ref, viewer=SYSTEM)
    assert contact.identified
    assert referrer_of(about=contact.ledger_ref, viewer=SYSTEM).identity.name == "Nell Bystander"


def test_passing_on_names_the_authority_it_went_to(person: Person, world: World) -> None:
    now = timezone.now()
    code, ref = a_sent_report(at=now)
    accept(ref=ref, by=world.screener, at=now)
    transfer_out(ref=ref, to="saltby", words="Sam Desk took it by telephone.", by=world.screener, at=now)
    person.holds(code, stage=Stage.FOLLOWING)
    page = person.sees("/follow")
    assert "Passed to Saltby Council" in page
    assert "01632 960 500" in page
    assert "Sam Desk" not in page


def test_an_assessment_that_starts_is_not_told_to_a_member_of_the_public(person: Person) -> None:
    code, _ = a_sent_report(at=timezone.now() - timedelta(days=1))
    person.holds(code, stage=Stage.FOLLOWING)
    assert "assessment" not in person.sees("/follow").lower()
