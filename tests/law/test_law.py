"""Every figure of the law says where it comes from, and a file that says less or more is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from threshold.law import (
    CALENDARS,
    DUTIES,
    DUTY_EDITIONS,
    LEVELS_OF_NEED,
    REFERRAL_SOURCES,
    SUGGESTED_ESCALATION,
    LawFileError,
    Sure,
    Tells,
    duty_in_force,
    loader,
)

Change = Callable[[dict[str, Any]], object]


def a_duty() -> dict[str, Any]:
    return dict(loader.read("duties.toml")["duty"][0])


# Every duty, with the figure that its source gives. A new duty without a line here fails the next test.
@pytest.mark.parametrize(
    ("code", "on", "limit", "source"),
    [
        (
            "acknowledgement",
            date(2025, 6, 2),
            "1 working-days",
            "Working Together to Safeguard Children 2023",
        ),
        (
            "acknowledgement",
            date(2026, 6, 2),
            "1 working-days",
            "Working Together to Safeguard Children 2026",
        ),
        ("decision", date(2025, 6, 2), "1 working-days", "Working Together to Safeguard Children 2023"),
        ("decision", date(2026, 6, 2), "1 working-days", "Working Together to Safeguard Children 2026"),
        ("assessment", date(2025, 6, 2), "45 working-days", "Working Together to Safeguard Children 2023"),
        ("assessment", date(2026, 6, 2), "45 working-days", "Working Together to Safeguard Children 2026"),
        ("feedback", date(2026, 6, 2), "1 working-days", "No national figure"),
        ("first-response", date(2026, 6, 2), "24 hours", "No national figure"),
        ("answer", date(2026, 6, 2), "2 working-days", "No national figure"),
        ("identify", date(2026, 6, 2), "2 working-days", "No national figure"),
    ],
)
def test_each_duty_has_the_limit_its_source_gives(code: str, on: date, limit: str, source: str) -> None:
    duty = duty_in_force(code, on)

    assert f"{duty.within} {duty.unit}" == limit
    assert duty.source.startswith(source)


def test_no_duty_goes_without_a_dated_test() -> None:
    rows = test_each_duty_has_the_limit_its_source_gives.pytestmark[0].args[1]  # type: ignore[attr-defined]

    assert {(code, duty_in_force(code, on).since) for code, on, *_ in rows} == {
        (code, edition.since) for code, editions in DUTY_EDITIONS.items() for edition in editions
    }


def test_what_has_no_national_figure_says_so_and_is_a_local_setting() -> None:
    local = {code for code, duty in DUTIES.items() if duty.sure is Sure.LOCAL}

    assert local == {"feedback", "first-response", "answer", "identify"}
    assert all(DUTIES[code].source.startswith("No national figure") for code in local)


def test_a_figure_carried_over_from_an_older_edition_is_not_passed_off_as_read() -> None:
    assert {DUTIES[code].sure for code in ("acknowledgement", "decision", "assessment")} == {
        Sure.GENERAL_KNOWLEDGE
    }


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2026, 3, 17), date(2023, 12, 15)),
        (date(2026, 3, 18), date(2026, 3, 18)),
        (date(2020, 1, 1), date(2023, 12, 15)),
    ],
)
def test_the_edition_that_was_in_force_on_the_day_applies(on: date, since: date) -> None:
    assert duty_in_force("decision", on).since == since


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda duty: duty.pop("source"), "does not say: source"),
        (lambda duty: duty.update(source=""), "does not say: source"),
        (lambda duty: duty.pop("sure"), "does not say: sure"),
        (lambda duty: duty.update(sure="quite"), "'quite' is none of"),
        (lambda duty: duty.update(witin=2), "nobody reads: witin"),
        (lambda duty: duty.update(within=0), "whole number of at least 1"),
        (lambda duty: duty.update(within=True), "whole number of at least 1"),
        (lambda duty: duty.update(unit="fortnights"), "'fortnights' is none of"),
        (lambda duty: duty.update(unit="hours"), "day-after does not go with hours"),
        (lambda duty: duty.update(calendar="scotland"), "no calendar scotland"),
    ],
)
def test_a_duty_that_says_too_little_or_too_much_is_refused(change: Change, says: str) -> None:
    duty = a_duty()
    change(duty)

    with pytest.raises(LawFileError, match=says):
        loader.duties({"duty": [duty]}, calendars=CALENDARS.keys())


@pytest.mark.parametrize(
    ("until", "because"), [(date(2026, 3, 16), "a gap"), (date(2026, 3, 18), "an overlap")]
)
def test_editions_of_a_duty_follow_each_other_without_gap_or_overlap(until: date, because: str) -> None:
    earlier, later = a_duty(), a_duty()
    earlier["until"] = until
    later["since"] = date(2026, 3, 18)
    del later["until"]

    with pytest.raises(LawFileError, match="does not follow on"):
        loader.duties({"duty": [earlier, later]}, calendars=CALENDARS.keys())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda file: file["foi-uk"].pop("source"), "does not say: source"),
        (lambda file: file["foi-uk"].update(divisions=["wales"]), "no bank holidays for wales"),
        (lambda file: file["foi-uk"].update(weekend="none"), "nobody reads: weekend"),
        (lambda file: file["foi-uk"].update(always={"13-01": "Never"}), "no day of the year"),
    ],
)
def test_a_calendar_that_says_too_little_or_too_much_is_refused(change: Change, says: str) -> None:
    file = loader.read("calendars.toml")
    change(file)

    with pytest.raises(LawFileError, match=says):
        loader.calendars(file, loader.read("bank_holidays.toml"))


def test_a_bank_holiday_outside_the_days_covered_is_refused() -> None:
    holidays = loader.read("bank_holidays.toml")
    holidays["divisions"]["scotland"]["2031-01-01"] = "New Year’s Day"

    with pytest.raises(LawFileError, match="outside the days it covers"):
        loader.calendars(loader.read("calendars.toml"), holidays)


def test_a_threshold_must_say_who_is_told() -> None:
    with pytest.raises(LawFileError, match="does not say: tells"):
        loader.threshold("late", {"after": 0, "unit": "working-days"}, where="here")


@pytest.mark.parametrize(
    ("day", "working", "because"),
    [
        (date(2026, 3, 17), {"england-and-wales", "complaints-2006"}, "St Patrick's Day, Northern Ireland"),
        (date(2026, 11, 30), {"england-and-wales", "complaints-2006"}, "St Andrew's Day, Scotland"),
        (date(2026, 6, 15), {"england-and-wales", "complaints-2006"}, "proclaimed for Scotland"),
        (date(2026, 8, 31), set(), "the summer bank holiday, not in Scotland"),
        (date(2026, 12, 28), set(), "the substitute day for Boxing Day"),
        (date(2030, 12, 25), {"england-and-wales"}, "beyond the list, but Christmas by name of the rule"),
        (
            date(2030, 12, 26),
            {"england-and-wales", "foi-uk"},
            "beyond the list, Boxing Day by the complaints rule",
        ),
        (date(2026, 11, 23), {"england-and-wales", "complaints-2006", "foi-uk"}, "a Monday"),
        (date(2026, 11, 21), set(), "a Saturday"),
    ],
)
def test_each_regime_has_its_own_working_days(day: date, working: set[str], because: str) -> None:
    assert {code for code, each in CALENDARS.items() if each.is_working_day(day)} == working, because


def test_a_calendars_version_changes_with_its_days_and_with_nothing_else() -> None:
    calendar = CALENDARS["england-and-wales"]
    known = min(calendar.holidays)

    assert calendar.with_holidays({known: "Another name"}).version == calendar.version
    assert calendar.with_holidays({known + timedelta(days=1): "New"}).version != calendar.version


def test_anonymous_unknown_and_all_other_referral_sources_have_their_own_code() -> None:
    assert len(REFERRAL_SOURCES.codes) == 22
    assert (REFERRAL_SOURCES.codes["9"], REFERRAL_SOURCES.codes["10"]) == ("Anonymous", "Unknown")


def test_levels_of_need_are_a_suggestion_in_rising_order() -> None:
    assert LEVELS_OF_NEED.sure is Sure.LOCAL
    assert [words.split(":")[0] for words in LEVELS_OF_NEED.codes.values()] == [
        "Level 1", "Level 2", "Level 3", "Level 4",
    ]  # fmt: skip


@pytest.mark.parametrize("duty", DUTIES)
def test_every_duty_tells_the_worker_first_and_goes_up_one_step_at_a_time(duty: str) -> None:
    told = [each.tells for each in SUGGESTED_ESCALATION[duty]]

    assert told
    assert told == list(Tells)[: len(told)]
