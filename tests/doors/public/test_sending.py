"""Sending a report: once, under the wording that was shown, with a receipt that says what happens and by when."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from tests.statements import statements
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.doors.public.holding import COOKIE, IDLE, Stage
from threshold.doors.public.words import DECLARATIONS
from threshold.people.queries import referrer_of
from threshold.people.rules import Standing
from threshold.referrals.actions.see_alert import see_alert
from threshold.referrals.models import Contact, ContactVersion
from threshold.referrals.queries import contact_behind, contact_row
from threshold.referrals.rules.codes import grouped
from threshold.staffing.models import Slot, Worker

from .conftest import Person

pytestmark = pytest.mark.django_db


def test_a_sent_report_is_stored_and_the_receipt_shows_reference_and_code(person: Person) -> None:
    code = person.tells(seen={"seen": "Lights off."}, safe={"safe_now": "unsure"})
    contact = contact_behind(code=code, viewer=PUBLIC)
    page = person.sees("/report/sent")
    for group in (*grouped(contact.ref), *grouped(code)):
        assert f'<span aria-hidden="true">{group}</span>' in page
    assert "by the end of" in page
    assert "Why this date?" in page
    assert "Working day 1 of 1" in page


@pytest.mark.parametrize(("teller", "wording"), [("public", "public-1"), ("professional", "professional-1")])
def test_the_wording_of_the_declaration_that_was_shown_is_stored(
    person: Person, teller: str, wording: str
) -> None:
    person.starts()
    person.answers("who", teller=teller)
    person.answers("worry", worry="They are alone.")
    assert DECLARATIONS[wording] in person.sees("/report/check")
    person.sends(wording)
    assert ContactVersion.objects.get().declaration == DECLARATIONS[wording]


def test_nothing_is_sent_under_a_wording_that_was_never_shown(person: Person) -> None:
    person.starts()
    person.answers("worry", worry="They are alone.")
    assert person.sends("anything").status_code == 200
    assert not Contact.objects.exists()


def test_sending_twice_stores_one(person: Person) -> None:
    code = person.tells()
    again = Person()
    again.holds(code)
    assert again.sends().headers["Location"] == "/report/sent"
    assert Contact.objects.count() == 1
    assert again.sees("/report/sent") != ""


def test_a_page_of_a_report_that_was_sent_in_another_window_shows_the_receipt(person: Person) -> None:
    code = person.tells()
    other = Person()
    other.holds(code)
    assert other.answers("worry", worry="More").headers["Location"] == "/report/sent"
    assert "We have what you sent" in other.sees("/report/sent")


def test_the_last_button_makes_no_session_and_few_questions_to_the_database(
    person: Person,
) -> None:
    person.starts()
    person.answers("worry", worry="They are alone.")
    with statements() as asked:
        assert person.sends().status_code == 302
    assert len(asked) < 10
    assert not any("django_session" in statement for statement in asked)


def test_the_page_after_sending_says_nothing_secret_once_the_time_is_over(person: Person) -> None:
    code = person.tells()
    ref = contact_behind(code=code, viewer=PUBLIC).ref
    person.holds(code, stage=Stage.SENT, since=timezone.now() - IDLE[Stage.SENT])
    page = person.sees("/report/sent")
    assert "no longer open" in page
    assert not any(group in page for group in (*grouped(code), *grouped(ref)))
    assert person.client.get("/report/sent/notes.pdf").headers["Content-Type"].startswith("text/html")


def test_a_stranger_sees_nothing_of_somebody_elses_receipt(person: Person) -> None:
    person.tells()
    assert "no longer open" in Person().sees("/report/sent")


def test_the_receipt_is_a_document_that_can_be_read_aloud_and_whose_name_tells_nobody(person: Person) -> None:
    code = person.tells()
    ref = contact_behind(code=code, viewer=PUBLIC).ref
    answer = person.client.get("/report/sent/notes.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    pdf = PdfReader(io.BytesIO(answer.content))
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert all(group in words for group in (*grouped(code), *grouped(ref)))
    assert "by the end of" in words
    assert b"pdfuaid" in (pdf.xmp_metadata.stream.get_data() if pdf.xmp_metadata else b"")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Notes"


def test_the_proof_for_a_professional_says_that_and_when_they_told_us_without_the_code(
    person: Person,
) -> None:
    code = person.tells(who={"teller": "professional"})
    contact = contact_behind(code=code, viewer=PUBLIC)
    page = person.sees("/report/sent")
    assert "your proof that you told Fennmarsh Borough Council" in page
    assert timezone.localtime(contact.received_at).strftime("%H:%M:%S") in page
    pdf = PdfReader(io.BytesIO(person.client.get("/report/sent/proof.pdf").content))
    words = " ".join(each.extract_text() for each in pdf.pages)
    assert all(group in words for group in grouped(contact.ref))
    assert not any(group in words for group in grouped(code))


def test_a_professional_without_a_name_is_accepted_and_told_that_they_will_be_asked(person: Person) -> None:
    code = person.tells(who={"teller": "professional"})
    contact = contact_behind(code=code, viewer=PUBLIC)
    assert not contact.identified
    assert "we will ask you who you are" in person.sees("/report/sent")


def test_a_name_that_the_family_must_not_learn_is_stored_as_that(person: Person) -> None:
    code = person.tells(you={"standing": "named-withhold-from-family"}, name={"name": "Nell Bystander"})
    contact = contact_behind(code=code, viewer=PUBLIC)
    told = referrer_of(about=contact.ledger_ref, viewer=SYSTEM)
    assert (told.standing, told.identity.name) == (Standing.WITHHELD, "Nell Bystander")


def test_danger_alerts_somebody_at_once_and_the_receipt_says_whether_they_have_seen_it(
    person: Person, world: Any
) -> None:
    code = person.tells(safe={"safe_now": "no"})
    ref = contact_behind(code=code, viewer=PUBLIC).ref
    assert "They have not opened it yet" in person.sees("/report/sent")
    see_alert(ref=ref, by=world.manager, at=timezone.now())
    assert "The person on call has seen this." in person.sees("/report/sent")


def test_when_there_is_nobody_to_alert_the_receipt_says_whom_to_ring(person: Person) -> None:
    Slot.objects.all().delete()
    Worker.objects.filter(role="manager").update(is_active=False)
    person.tells(safe={"safe_now": "no"})
    page = person.sees("/report/sent")
    assert "We could not reach a person on call" in page
    assert "01632 960 199" in page


def test_the_end_of_the_code_can_be_tried(person: Person) -> None:
    code = person.tells()
    assert (
        "That is not the end" in person.client.post("/report/sent/check", {"last": "2222"}).content.decode()
    )
    assert (
        "That is right"
        in person.client.post("/report/sent/check", {"last": code[-4:].lower()}).content.decode()
    )


def test_nobody_is_congratulated(person: Person) -> None:
    person.tells()
    page = person.sees("/report/sent").lower()
    assert not any(word in page for word in ("congrat", "success", "well done", "great"))


def test_a_cookie_that_somebody_made_up_opens_nothing(person: Person) -> None:
    for made_up in ("x", "AAAA", "é", ""):
        client = Client()
        client.cookies[COOKIE] = made_up
        assert client.get("/report/sent").status_code == 200
        assert client.get("/report/worry").context["ended"]


def test_a_report_is_kept_apart_from_the_minutes_it_took(person: Person) -> None:
    code = person.tells()
    contact = contact_row(ref=contact_behind(code=code, viewer=PUBLIC).ref, viewer=SYSTEM)
    assert timezone.now() - contact.received_at < timedelta(minutes=1)


def test_the_logs_of_a_whole_visit_hold_no_word_of_it(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    code = person.tells(
        **{"children/1": {"known_as": "Zebediah", "address": "12 Reed Lane SX1 1AA"}},
        you={"standing": "named"},
        name={"name": "Nell Bystander", "email": "nell@example.org"},
    )
    ref = contact_behind(code=code, viewer=PUBLIC).ref
    person.sees("/report/sent")
    person.comes_back("3" * 24, ref)
    person.comes_back(code, ref)
    person.client.post("/follow/write", {"words": "Zebediah again"})
    person.client.get("/report/nothing-here")
    for secret in (code, code[:4] + "-", ref, "Zebediah", "Reed", "Nell", "example.org", "alone"):
        assert secret not in caplog.text, secret
