"""Writing a report: everything is kept, nothing but the worry is asked for, and a slip costs nothing."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from threshold.confidentiality.models import RefusedAct
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public.holding import COOKIE, IDLE, Stage
from threshold.evidence.queries import files_of_draft
from threshold.people.rules import Identity, Standing
from threshold.referrals.queries import draft_under
from threshold.referrals.rules.codes import grouped, shown

from .conftest import Person

pytestmark = pytest.mark.django_db

HARD_WORDS = [
    ("O’Neill and O'Neill", "an apostrophe of either kind"),
    ("Nguyễn Łukasz علي 😟", "letters of other scripts, and a face"),
    ("x" * 20_000, "as long as one answer may be"),
    ("before \u202e after", "a sign that turns the reading direction is kept as it was given"),
    ("{{ worry }} <script>alert(1)</script> %s", "what looks like a program is words"),
]


def test_the_first_page_says_what_is_asked_first(person: Person) -> None:
    page = person.sees("/")
    for words in (
        "999",
        "01632 960 100",
        "01632 960 199",
        "Monday to Friday",
        "right place",
        "Will they know",
    ):
        assert words in page


def test_the_code_is_shown_in_groups_and_is_in_no_address(person: Person) -> None:
    answer = person.client.post("/begin", follow=True)
    page = answer.content.decode()
    assert all(f'<span aria-hidden="true">{group}</span>' in page for group in grouped(person.code))
    assert all(person.code not in address for address, _ in answer.redirect_chain)
    assert "7 days" in page


def test_the_browser_holds_one_cookie_that_no_script_and_no_other_site_can_use(person: Person) -> None:
    code = person.starts()
    cookie = person.client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "")
    assert code not in cookie.value


def test_a_person_who_writes_makes_no_session_row(person: Person, django_assert_max_num_queries: Any) -> None:
    person.tells()
    assert "sessionid" not in person.client.cookies


def test_only_the_worry_is_needed(person: Person) -> None:
    person.starts()
    for page in ("who", "seen", "when", "children", "safe", "where", "files", "you"):
        assert person.answers(page).status_code == 302, page
    assert "Tell us what you are worried about" in person.answers("worry", worry="  ").content.decode()
    assert "One thing is missing" in person.sees("/report/check")
    assert "Tell us what you are worried about" in person.sends().content.decode()


@pytest.mark.parametrize(("words", "because"), HARD_WORDS, ids=[because for _, because in HARD_WORDS])
def test_words_are_kept_as_they_were_given(person: Person, words: str, because: str) -> None:
    person.starts()
    assert person.answers("worry", worry=words).status_code == 302
    assert person.draft.report.worry == words, because
    assert person.client.get("/report/check").status_code == 200


def test_the_character_no_database_can_hold_is_left_out(person: Person) -> None:
    person.starts()
    person.answers("worry", worry="be\x00fore")
    assert person.draft.report.worry == "before"


def test_an_answer_that_is_too_long_says_so_and_stays_on_the_page(person: Person) -> None:
    person.starts()
    words = "long " * 4_001
    page = person.answers("worry", worry=words).content.decode()
    assert "Use 20,000 characters or fewer. Everything you typed is still here" in page
    assert words.strip() in page


def test_a_very_long_answer_is_kept_whole_and_checked_by_its_beginning(person: Person) -> None:
    person.starts()
    person.answers("worry", worry="word " * 3_000)
    page = person.sees("/report/check")
    assert "14,999 characters in all" in page
    assert page.count("word") < 1_000


def test_leaving_takes_the_code_out_of_the_browser_and_the_code_brings_it_all_back(person: Person) -> None:
    code = person.starts()
    person.answers("who", teller="public")
    assert person.answers("worry", worry="They are alone.", then="leave").headers["Location"] == "/left"
    assert person.code == ""
    assert person.client.get("/report/check").status_code == 200
    assert "They are alone." not in person.sees("/report/check")

    answer = person.comes_back(shown(code).lower())
    assert answer.headers["Location"] == "/report/go-on"
    assert person.client.get("/report/go-on").headers["Location"] == "/report/seen"
    assert "They are alone." in person.sees("/report/worry")


def test_deleting_leaves_nothing_to_come_back_to(person: Person) -> None:
    code = person.starts()
    person.answers("worry", worry="They are alone.")
    assert "They are alone." not in person.sees("/report/delete")
    person.client.post("/report/delete")
    assert person.code == ""
    assert "could not find" in person.comes_back(code).content.decode()


def test_what_is_typed_after_the_time_is_over_is_carried_through_coming_back(person: Person) -> None:
    code = person.starts()
    person.holds(code, since=timezone.now() - IDLE[Stage.WRITING])
    ended = person.answers("worry", worry="Typed for an hour.")
    assert ended.status_code == 403
    kept = ended.context["kept"]
    assert json.loads(kept)["page"] == "/report/worry"
    assert code not in kept

    wrong = person.comes_back("2" * 24, kept=kept)
    assert wrong.context["kept"] == kept, "a wrong code loses nothing either"
    assert person.comes_back(code, kept=kept).headers["Location"] == "/report/seen"
    assert person.draft.report.worry == "Typed for an hour."


@pytest.mark.parametrize("page", ["/report/delete", "/follow/why-late", "/staff/", "/nowhere", "//elsewhere"])
def test_only_words_are_carried_through_coming_back(person: Person, page: str) -> None:
    code = person.starts()
    kept = json.dumps({"page": page, "typed": "then=x"})
    assert person.comes_back(code, kept=kept).headers["Location"] == "/report/go-on"
    assert draft_under(code=code, viewer=PUBLIC, at=timezone.now())


def test_a_page_that_was_open_too_long_shows_what_was_typed(person: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = person.client.cookies
    answer = strict.post("/report/worry", {"worry": "A long sentence that somebody took an hour to write."})
    assert answer.status_code == 403
    assert "A long sentence that somebody took an hour to write." in answer.content.decode()


def test_a_draft_whose_time_is_over_shows_what_was_just_typed(person: Person) -> None:
    person.starts()
    person.holds("2" * 24)
    answer = person.answers("worry", worry="They are alone.")
    assert answer.status_code == 404
    assert "They are alone." in answer.content.decode()
    assert person.code == ""


def test_any_number_of_children_by_whatever_is_known(person: Person) -> None:
    person.starts()
    person.answers("children/1", known_as="the boy at number 12", **{"born-year": "2019"})
    person.answers("children/2", **{"expected-month": "3", "expected-year": "2027"})
    person.answers(
        "children/3", known_as="Łucja", **{"born-day": "4", "born-month": "5", "born-year": "2017"}
    )
    boy, baby, girl = person.draft.children
    assert (boy.known_as, boy.age_words, boy.born_on) == ("the boy at number 12", "born 2019", None)
    assert baby.age_words == "expected March 2027"
    assert girl.born_on == date(2017, 5, 4)
    person.client.post("/report/children/2/remove")
    assert [child.known_as for child in person.draft.children] == ["the boy at number 12", "Łucja"]
    assert person.client.get("/report/children/9").status_code == 404


def test_no_title_names_a_child(person: Person) -> None:
    person.starts()
    person.answers("children/1", known_as="Bram Testerly")
    for address in ("children", "children/1", "check"):
        page = person.sees(f"/report/{address}")
        assert "Bram" not in page[page.index("<title>") : page.index("</title>")]


def test_a_birthday_to_come_is_a_mistake(person: Person) -> None:
    person.starts()
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = person.answers(
        "children/1",
        **{"born-day": tomorrow.day, "born-month": tomorrow.month, "born-year": tomorrow.year},
    )
    assert "later than today" in answer.content.decode()


def test_a_place_that_another_council_looks_after_is_named_and_the_report_still_taken(person: Person) -> None:
    person.starts()
    person.answers("worry", worry="They are alone.")
    answer = person.answers("children/1", known_as="Bo", address="4 Salt Road SX1 1AA")
    page = person.sees(answer.headers["Location"])
    assert "Saltby Council" in page
    assert "01632 960 500" in page
    assert "Saltby Council" in person.sees("/report/check")
    assert person.sends().status_code == 302


def test_an_answer_that_a_child_is_not_safe_says_999_and_that_somebody_is_alerted(person: Person) -> None:
    person.starts()
    answer = person.answers("safe", safe_now="no")
    page = person.sees(answer.headers["Location"])
    assert "call 999 first" in page
    assert "alerted at once" in page
    assert person.answers("safe", safe_now="unsure").headers["Location"] == "/report/where"


def test_changing_an_answer_leads_back_to_the_check(person: Person) -> None:
    person.starts()
    answer = person.client.post("/report/when?return=check", {"happened": "Monday"})
    assert answer.headers["Location"] == "/report/check"
    assert "Monday" in person.sees("/report/check")


def test_whoever_stays_unknown_leaves_no_name_behind(person: Person) -> None:
    person.starts()
    person.answers("you", standing="named")
    person.answers("name", name="Nell Bystander", email="nell@example.org")
    person.answers("answers", safe_to_mail="on")
    assert person.draft.safe_to_mail
    person.answers("you", standing="anonymous")
    assert (person.draft.standing, person.draft.identity) == (Standing.ANONYMOUS, Identity())
    assert not person.draft.safe_to_mail


def test_no_false_promise_is_made_about_a_name(person: Person) -> None:
    person.starts()
    page = person.sees("/report/you")
    assert "a court could order us to say" in page
    assert "cannot promise" in page


def test_a_child_is_asked_in_plainer_words(person: Person) -> None:
    person.starts()
    person.answers("who", teller="child")
    assert "What is happening?" in person.sees("/report/worry")
    assert "Are you safe right now?" in person.sees("/report/safe")
    assert "Can we know your name?" in person.sees("/report/you")


def test_somebody_who_works_with_children_is_asked_about_their_work_and_the_family(person: Person) -> None:
    person.starts()
    person.answers("who", teller="professional")
    assert person.draft.standing is Standing.PROFESSIONAL
    assert person.answers("files").headers["Location"] == "/report/work"
    assert person.answers("work").headers["Location"] == "/report/family"
    person.answers("family", consent="not-told-risk", consent_why="He said he would run.")
    assert person.draft.report.consent == "not-told-risk"
    person.answers("who", teller="public")
    assert (person.draft.standing, person.draft.report.consent) == (Standing.UNKNOWN, "")


def a_jpeg() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "#446").save(kept, "JPEG")
    return kept.getvalue()


def files_in(person: Person) -> list[str]:
    _, under = draft_under(code=person.code, viewer=PUBLIC, at=timezone.now())
    return [file.name for file in files_of_draft(draft=under, viewer=PUBLIC)]


def test_one_bad_file_leaves_the_rest_intact_and_says_which_and_why(person: Person, as_owner: Any) -> None:
    person.starts()
    chosen = [
        SimpleUploadedFile("step.jpg", a_jpeg()),
        SimpleUploadedFile("page.jpg", b"<html>not a picture</html>"),
        SimpleUploadedFile("door.jpg", a_jpeg()),
    ]
    page = person.answers("files", chosen=chosen).content.decode()
    assert "page.jpg: this file can run instructions" in page
    assert files_in(person) == ["step.jpg", "door.jpg"]
    assert "<img" not in page
    with as_owner():
        assert list(RefusedAct.objects.values_list("route", "why")) == [("public:files", "HoldsProgram")]


def test_a_file_can_be_taken_out_again_and_only_by_who_put_it_in(person: Person) -> None:
    person.starts()
    person.answers("files", chosen=[SimpleUploadedFile("step.jpg", a_jpeg())], then="more")
    _, under = draft_under(code=person.code, viewer=PUBLIC, at=timezone.now())
    [file] = files_of_draft(draft=under, viewer=PUBLIC)
    stranger = Person()
    stranger.starts()
    assert stranger.client.post(f"/report/files/{file.storage}/remove").status_code == 404
    assert files_in(person) == ["step.jpg"]
    person.client.post(f"/report/files/{file.storage}/remove")
    assert files_in(person) == []


def test_where_to_take_indecent_pictures_is_said_before_choosing(person: Person) -> None:
    person.starts()
    page = person.sees("/report/files")
    for words in ("nude or sexual", "Report Remove", "Internet Watch Foundation", "CEOP", "101", "999"):
        assert words in page[: page.index('type="file"')], words


def test_no_page_of_an_answer_that_is_not_a_question(person: Person) -> None:
    person.starts()
    assert person.client.get("/report/nothing").status_code == 404
