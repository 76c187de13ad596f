"""Questions: what they accept, what they say, how they are drawn."""

from datetime import UTC, date, datetime

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from tests.design.guide import Everything, OneThing, Safe
from threshold.design import forms
from threshold.refusals import Refused

GOOD = {
    "worry": "He is outside alone.",
    "safe": "unsure",
    "day-day": "3",
    "day-month": "april",
    "day-year": "2026",
    "password": "x",
    "true": "on",
}


def test_nothing_is_required_that_does_not_say_what_is_missing() -> None:
    form = Everything(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 4, 3)
    assert form.cleaned_data["born"] is None
    assert form.cleaned_data["photo"] == []


def test_nothing_is_chosen_beforehand() -> None:
    html = str(Everything()) + str(Safe())
    assert " checked" not in html
    assert " selected" not in html.replace('<option value="" selected>Choose</option>', "")
    assert " required" not in html


def test_an_answer_that_is_missing_is_said_beside_the_question_and_tied_to_it() -> None:
    html = str(Safe({}))
    assert "Say whether the child is safe" in html
    assert 'aria-describedby="id_safe_error"' in html
    assert 'id="id_safe_error"' in html


def test_the_only_label_is_the_heading_of_the_page() -> None:
    assert OneThing().has_own_heading
    assert "<h1" in str(OneThing())
    assert not Everything().has_own_heading
    assert "<h1" not in str(Everything())


@pytest.mark.parametrize(
    "typed",
    [
        "O'Neill", "Nguyễn", "Łukasz", "علي", "👩‍👧", "a\u202eb", "<b>&", "{{ x }}",
        "x" * 20_000, "line\r\nline",
    ],
)  # fmt: skip
def test_words_come_back_as_typed(typed: str) -> None:
    form = OneThing({"worry": typed})
    assert form.is_valid()
    assert form.cleaned_data["worry"] == typed.replace("\r\n", "\n")
    assert "<b>&" not in str(form)


def test_a_null_character_is_dropped_not_refused() -> None:
    form = Everything({**GOOD, "worry": "a\0b", "name": "\0", "day-day": "3\0", "password": "p\0q"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["worry"] == "ab"


def test_too_many_words_stay_on_the_page() -> None:
    form = OneThing({"worry": "x" * 20_001})
    assert not form.is_valid()
    assert "x" * 20_001 in str(form)
    assert "maxlength=" not in str(form).replace("data-maxlength=", "")


def test_what_was_typed_in_a_broken_date_stays_and_only_the_wrong_box_is_marked() -> None:
    form = Everything({**GOOD, "day-month": "14"})
    html = str(form)
    assert form.errors["day"] == ["The day: the month must be a number from 1 to 12, or its name"]
    assert form["day"].id_for_label == "id_day-month"
    assert html.count('aria-invalid="true"') == 1
    assert 'value="14"' in html


@pytest.mark.parametrize("kept", ["2019-04", forms.RoughDate(2019, 4), ("", "4", "2019")])
def test_a_draft_fills_the_boxes_again(kept: object) -> None:
    html = str(Everything(initial={"born": kept})["born"])
    assert 'name="born-month" type="text" value="4"' in html
    assert 'name="born-day" type="text" value=""' in html


def test_a_moment_is_kept_in_utc_and_shown_in_londons_time() -> None:
    posted = {**GOOD, "at-day": "5", "at-month": "7", "at-year": "2026", "at-time": "00:30"}
    form = Everything(posted)
    assert form.is_valid(), form.errors
    at = form.cleaned_data["at"]
    assert at == datetime(2026, 7, 4, 23, 30, tzinfo=UTC)
    for kept in (at, at.isoformat()):
        assert 'value="00:30"' in str(Everything(initial={"at": kept})["at"])


def test_a_time_without_a_day_is_not_lost() -> None:
    form = Everything({**GOOD, "at-time": "00:30"})
    assert not form.is_valid()
    assert "must include a day" in form.errors["at"][0]
    assert 'value="00:30"' in str(form["at"])


def test_several_files_become_a_list() -> None:
    files = MultiValueDict({"photo": [SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b")]})
    form = Everything(GOOD, files)
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["photo"]] == ["a.jpg", "b.jpg"]


def test_a_secret_is_never_sent_back() -> None:
    assert "hunter2" not in str(Everything({"password": "hunter2"}))


@pytest.mark.parametrize("answer", ["maybe", "", "\0", "yes; no"])
def test_an_answer_that_was_not_offered_is_refused_in_plain_words(answer: str) -> None:
    form = Safe({"safe": answer})
    assert not form.is_valid()
    assert form.errors["safe"][0].startswith(("Choose one", "Say whether"))


def test_a_refusal_stands_beside_its_field() -> None:
    class TooLate(Refused):
        says = "It is too late for that."
        field = "worry"

    form = OneThing({"worry": "x"})
    form.is_valid()
    form.refuse(TooLate())
    assert form.errors["worry"] == ["It is too late for that."]


def test_a_plain_django_form_is_drawn_in_the_same_shape() -> None:
    class Theirs(django_forms.Form):
        login = django_forms.CharField(help_text="Your work e-mail")
        remember = django_forms.BooleanField(required=False)
        team = django_forms.ChoiceField(choices=[("a", "A")], widget=django_forms.RadioSelect)

    html = str(Theirs())
    for piece in (
        "govuk-input",
        "govuk-hint",
        "govuk-checkboxes__input",
        "govuk-radios__input",
        "govuk-label",
    ):
        assert piece in html


def test_no_date_is_typed_in_more_boxes_than_there_are() -> None:
    assert forms.Day("Day").clean(None) is None
