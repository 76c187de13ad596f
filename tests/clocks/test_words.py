"""Lists say how things stand in words that need no calendar beside them."""

from datetime import datetime

import pytest

from tests.clocks.story import ENGLAND, at, day, limit
from threshold.clocks.rules import Ending, Tone, due, tone, words
from threshold.clocks.rules.thresholds import crosses_at, last_due_on_crossed, short_horizons
from threshold.law import CALENDARS, Tells, Threshold, Unit, When

FRIDAY_3_OCTOBER = due(limit(20), anchor=at("2025-09-05 10:00"), calendar=ENGLAND)
FRIDAY_14_30 = due(limit(24, Unit.HOURS), anchor=at("2025-10-02 14:30"), calendar=ENGLAND)


def said(now: str, unit: Unit = Unit.WORKING_DAYS, **stand: datetime | Ending) -> tuple[str, Tone]:
    due_ = FRIDAY_3_OCTOBER if unit.in_days else FRIDAY_14_30
    paused_at, stopped_at, ending = stand.get("paused_at"), stand.get("stopped_at"), stand.get("ending")
    assert not isinstance(paused_at, Ending)
    assert not isinstance(stopped_at, Ending)
    assert not isinstance(ending, datetime)
    return (
        words(
            due_,
            unit=unit,
            calendar=ENGLAND,
            paused_at=paused_at,
            stopped_at=stopped_at,
            ending=ending,
            now=at(now),
        ),
        tone(due_, unit=unit, calendar=ENGLAND, paused_at=paused_at, stopped_at=stopped_at, now=at(now)),
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2024-12-30 09:00", ("due on Friday 3 October 2025", Tone.OK)),
        ("2025-09-24 09:00", ("due on Friday 3 October", Tone.OK)),
        ("2025-10-02 09:00", ("due tomorrow", Tone.SOON)),
        ("2025-10-03 00:00", ("due today", Tone.SOON)),
        ("2025-10-03 23:59", ("due today", Tone.SOON)),
        ("2025-10-04 00:00", ("late since Saturday 4 October", Tone.LATE)),
        ("2025-10-06 00:00", ("late by 1 working day", Tone.LATE)),
        ("2025-10-07 09:00", ("late by 2 working days", Tone.LATE)),
    ],
)
def test_a_day_limit_says_today_tomorrow_which_day_or_how_late(now: str, expected: tuple[str, Tone]) -> None:
    assert said(now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-10-02 15:00", ("due tomorrow at 14:30", Tone.OK)),
        ("2025-10-03 08:00", ("due today at 14:30", Tone.SOON)),
        ("2025-10-03 14:29", ("due today at 14:30", Tone.SOON)),
        ("2025-10-03 14:30", ("late by less than a minute", Tone.LATE)),
        ("2025-10-03 14:50", ("late by 20 minutes", Tone.LATE)),
        ("2025-10-03 17:45", ("late by 3 hours", Tone.LATE)),
        ("2025-10-06 09:00", ("late by 2 days", Tone.LATE)),
    ],
)
def test_an_hour_limit_says_the_time_and_how_late_in_its_largest_unit(
    now: str, expected: tuple[str, Tone]
) -> None:
    assert said(now, Unit.HOURS) == expected


def test_a_friday_limit_is_soon_on_the_working_day_before_a_long_weekend() -> None:
    easter_tuesday = due(limit(1), anchor=at("2025-04-17 10:00"), calendar=ENGLAND)

    assert (
        tone(
            easter_tuesday,
            unit=Unit.WORKING_DAYS,
            calendar=ENGLAND,
            paused_at=None,
            stopped_at=None,
            now=at("2025-04-18 09:00"),
        )
        is Tone.SOON
    )


def test_a_paused_clock_says_since_when_and_never_that_it_is_late() -> None:
    paused_at = at("2025-10-01 10:00")

    assert said("2025-11-20 09:00", paused_at=paused_at) == ("paused since Wednesday 1 October", Tone.PAUSED)


def test_a_clock_paused_when_it_was_late_already_goes_on_saying_so() -> None:
    assert said("2025-10-08 09:00", paused_at=at("2025-10-06 10:00")) == ("late by 3 working days", Tone.LATE)


@pytest.mark.parametrize(
    ("stopped_at", "ending", "expected"),
    [
        ("2025-10-03 23:59", Ending.DONE, "done on Friday 3 October"),
        ("2025-10-04 00:00", Ending.DONE, "done on Saturday 4 October, late since Saturday 4 October"),
        ("2025-10-07 09:00", Ending.DONE, "done on Tuesday 7 October, late by 2 working days"),
        ("2025-10-07 09:00", Ending.NO_LONGER_OWED, "no longer owed since Tuesday 7 October"),
    ],
)
def test_a_stopped_clock_says_when_it_was_done_and_how_late(
    stopped_at: str, ending: Ending, expected: str
) -> None:
    assert said("2025-10-10 09:00", stopped_at=at(stopped_at), ending=ending) == (expected, Tone.DONE)


def threshold(when: When, amount: int, unit: Unit = Unit.WORKING_DAYS) -> Threshold:
    return Threshold(code="any", tells=Tells.MANAGER, when=when, amount=amount, unit=unit)


@pytest.mark.parametrize(
    ("when", "amount", "unit", "moment"),
    [
        (When.BEFORE, 0, Unit.WORKING_DAYS, "2025-10-03 00:00"),
        (When.BEFORE, 5, Unit.WORKING_DAYS, "2025-09-26 00:00"),
        (When.AFTER, 0, Unit.WORKING_DAYS, "2025-10-04 00:00"),
        (When.AFTER, 1, Unit.WORKING_DAYS, "2025-10-06 00:00"),
        (When.AFTER, 1, Unit.CALENDAR_DAYS, "2025-10-04 00:00"),
        (When.BEFORE, 4, Unit.HOURS, "2025-10-03 20:00"),
        (When.AFTER, 90, Unit.MINUTES, "2025-10-04 01:30"),
    ],
)
def test_a_threshold_lies_at_one_moment(when: When, amount: int, unit: Unit, moment: str) -> None:
    assert crosses_at(threshold(when, amount, unit), FRIDAY_3_OCTOBER, calendar=ENGLAND) == at(moment)


@pytest.mark.parametrize(
    ("when", "amount"),
    [(When.BEFORE, 0), (When.BEFORE, 1), (When.BEFORE, 5), (When.AFTER, 1), (When.AFTER, 5)],
)
@pytest.mark.parametrize("today", ["2025-10-03", "2025-10-04", "2025-10-05", "2025-10-06", "2025-12-27"])
def test_a_list_is_cut_exactly_where_the_threshold_lies(when: When, amount: int, today: str) -> None:
    rule, now = threshold(when, amount), at(f"{today} 12:00")
    last = last_due_on_crossed(rule, today=day(today), calendar=ENGLAND)

    for received in range(1, 60):
        due_ = due(limit(received), anchor=at("2025-09-05 10:00"), calendar=ENGLAND)
        assert (crosses_at(rule, due_, calendar=ENGLAND) <= now) is (due_.on <= last)


def test_a_calendar_that_reaches_less_than_twelve_months_ahead_raises_the_alarm() -> None:
    enough = short_horizons(CALENDARS, today=day("2027-12-31"))
    alarms = short_horizons(CALENDARS, today=day("2028-01-01"))

    assert enough == ()
    assert {each.calendar for each in alarms} == set(CALENDARS)
    assert "known only until Sunday 31 December." in alarms[0].says
