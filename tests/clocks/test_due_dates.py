"""When something is due: weekends, holidays, midnight, both clock changes, and 29 February."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clocks.story import (
    ENGLAND,
    FOI,
    at,
    day,
    extended,
    limit,
    paused,
    reanchored,
    resumed,
    started,
    stopped,
)
from threshold.clocks.rules import Fact, LocalLimit, day_of, due, fold, is_late, limit_of
from threshold.clocks.rules.refusals import ReasonMissing
from threshold.law import DUTIES, DUTY_EDITIONS, Calendar, Receipt, Sure, Unit, duty_in_force

LATER = at("2027-01-01 00:00")


def due_on(
    facts: list[Fact], within: int, unit: Unit = Unit.WORKING_DAYS, calendar: Calendar = ENGLAND
) -> date:
    return fold(facts, limit=limit(within, unit), calendar=calendar, at=LATER).due.on


@pytest.mark.parametrize("duty", ["acknowledgement", "decision", "feedback"])
@pytest.mark.parametrize(
    ("received", "expected", "because"),
    [
        ("2025-04-15 10:00", "2025-04-16", "the next day is a working day"),
        ("2025-04-17 10:00", "2025-04-22", "Good Friday, a weekend and Easter Monday do not count"),
        ("2025-04-19 10:00", "2025-04-22", "a report on Saturday starts on Saturday"),
        ("2025-10-03 23:59", "2025-10-06", "a minute before midnight on Friday it is still Friday"),
        (
            "2025-10-04 00:00",
            "2025-10-06",
            "from midnight on it is Saturday, and Monday is day 1 all the same",
        ),
        ("2025-12-24 09:00", "2025-12-29", "Christmas Day, Boxing Day and a weekend do not count"),
        ("2026-12-24 09:00", "2026-12-29", "Boxing Day is a Saturday, so Monday 28 is its substitute"),
        ("2025-12-31 17:00", "2026-01-02", "New Year's Day does not count"),
        ("2024-02-28 12:00", "2024-02-29", "29 February is a working day like any other"),
        ("2024-02-29 12:00", "2024-03-01", "and the day after it is 1 March"),
    ],
)
def test_one_working_day_ends_with_the_first_working_day_after(
    duty: str, received: str, expected: str, because: str
) -> None:
    rule = limit_of(duty_in_force(duty, day_of(at(received))))

    assert due(rule, anchor=at(received), calendar=ENGLAND).on == day(expected), because


@pytest.mark.parametrize("duty", ["answer", "identify"])
def test_a_local_suggestion_of_two_working_days_skips_the_weekend(duty: str) -> None:
    assert due(limit_of(DUTIES[duty]), anchor=at("2025-10-02 09:00"), calendar=ENGLAND).on == day(
        "2025-10-06"
    )


@pytest.mark.parametrize(
    ("received", "expected", "because"),
    [
        ("2025-09-01 09:00", "2025-11-03", "nine weeks without a holiday"),
        ("2025-11-03 09:00", "2026-01-08", "three holidays at Christmas and New Year"),
        ("2026-03-02 09:00", "2026-05-07", "two at Easter and one in May, on what would be day 45"),
    ],
)
def test_an_assessment_is_finished_within_45_working_days_of_the_referral(
    received: str, expected: str, because: str
) -> None:
    for edition in DUTY_EDITIONS["assessment"]:
        assert due(limit_of(edition), anchor=at(received), calendar=ENGLAND).on == day(expected), because


def test_a_first_response_is_owed_within_24_hours_of_real_time() -> None:
    rule = limit_of(DUTIES["first-response"])

    assert due(rule, anchor=at("2025-10-04 16:20"), calendar=ENGLAND).at == at("2025-10-05 16:20")


@pytest.mark.parametrize(
    ("received", "that_day", "next_working_day"),
    [
        ("2025-09-05 10:00", "2025-10-03", "2025-10-03"),
        ("2025-09-06 10:00", "2025-10-03", "2025-10-06"),
        ("2025-09-07 10:00", "2025-10-03", "2025-10-06"),
    ],
)
def test_three_calculators_disagree_about_weekends_and_each_rule_gives_its_own_answer(
    received: str, that_day: str, next_working_day: str
) -> None:
    # Alaveteli and CTS count from the weekend; HOCS moves the receipt to Monday and calls Monday day zero.
    for calendar in (ENGLAND, FOI):
        starts_then = due(limit(20), anchor=at(received), calendar=calendar)
        starts_later = due(
            limit(20, receipt=Receipt.NEXT_WORKING_DAY), anchor=at(received), calendar=calendar
        )

        assert (starts_then.on, starts_later.on) == (day(that_day), day(next_working_day))


@pytest.mark.parametrize(
    ("moment", "london", "because"),
    [
        (datetime(2025, 7, 1, 22, 59, tzinfo=UTC), "2025-07-01", "23:59 in London"),
        (datetime(2025, 7, 1, 23, 0, tzinfo=UTC), "2025-07-02", "midnight in London, an hour before UTC's"),
        (datetime(2025, 12, 1, 23, 59, tzinfo=UTC), "2025-12-01", "in winter both midnights are one"),
        (datetime(2025, 12, 2, 0, 0, tzinfo=UTC), "2025-12-02", "in winter both midnights are one"),
    ],
)
def test_a_day_is_the_day_it_was_in_london(moment: datetime, london: str, because: str) -> None:
    assert day_of(moment) == day(london), because


@pytest.mark.parametrize(
    ("received", "first_late_moment"),
    [
        ("2025-07-01 10:00", datetime(2025, 7, 2, 23, 0, tzinfo=UTC)),
        ("2025-12-01 10:00", datetime(2025, 12, 3, 0, 0, tzinfo=UTC)),
        ("2025-03-28 10:00", datetime(2025, 3, 31, 23, 0, tzinfo=UTC)),
        ("2025-10-24 10:00", datetime(2025, 10, 28, 0, 0, tzinfo=UTC)),
    ],
)
def test_what_is_due_on_a_day_is_late_from_londons_midnight(
    received: str, first_late_moment: datetime
) -> None:
    last = due(limit(1), anchor=at(received), calendar=ENGLAND)

    assert last.at == first_late_moment
    assert not is_late(last.at, paused_at=None, stopped_at=None, now=first_late_moment - timedelta(minutes=1))
    assert is_late(last.at, paused_at=None, stopped_at=None, now=first_late_moment)


@pytest.mark.parametrize(
    ("received", "expected", "because"),
    [
        ("2025-03-29 12:00", "2025-03-30 13:00", "an hour is missing in the night when summer time starts"),
        ("2025-10-25 12:00", "2025-10-26 11:00", "an hour comes twice in the night when summer time ends"),
    ],
)
def test_twenty_four_hours_are_twenty_four_real_hours_when_the_clocks_change(
    received: str, expected: str, because: str
) -> None:
    assert due(limit(24, Unit.HOURS), anchor=at(received), calendar=ENGLAND).at == at(expected), because


@pytest.mark.parametrize(
    ("received", "months", "expected", "because"),
    [
        ("2024-01-31 09:00", 1, "2024-02-29", "February 2024 has no 31st, but a 29th"),
        ("2025-01-31 09:00", 1, "2025-02-28", "February 2025 has no 29th"),
        ("2024-02-29 09:00", 1, "2024-03-29", "the same day of the next month"),
        ("2024-02-29 09:00", 12, "2025-02-28", "there is no 29 February a year later"),
        ("2025-11-30 09:00", 3, "2026-02-28", "over the end of the year"),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_months_last(
    received: str, months: int, expected: str, because: str
) -> None:
    assert due_on([started(received)], months, Unit.MONTHS) == day(expected), because


def test_calendar_days_count_weekends_and_holidays_too() -> None:
    assert due_on([started("2025-12-24 09:00")], 7, Unit.CALENDAR_DAYS) == day("2025-12-31")


def test_minutes_are_counted_from_the_moment_itself() -> None:
    last = due(limit(90, Unit.MINUTES), anchor=at("2025-10-03 23:15"), calendar=ENGLAND)

    assert (last.at, last.on) == (at("2025-10-04 00:45"), day("2025-10-04"))


def test_a_newly_proclaimed_holiday_moves_what_is_running() -> None:
    proclaimed = ENGLAND.with_holidays({day("2025-10-06"): "Bank holiday for the day of the children"})

    assert due_on([started("2025-10-03 09:00")], 1) == day("2025-10-06")
    assert due_on([started("2025-10-03 09:00")], 1, calendar=proclaimed) == day("2025-10-07")


# Pauses. A day does not count if the clock stands paused when that day ends.


@pytest.mark.parametrize(
    ("facts", "expected", "because"),
    [
        ([], "2025-10-10", "five working days from Friday 3 October"),
        (
            [paused("2025-10-06 10:00"), resumed("2025-10-08 10:00")],
            "2025-10-14",
            "Monday and Tuesday are out",
        ),
        ([paused("2025-10-06 10:00"), resumed("2025-10-06 16:00")], "2025-10-10", "it went on the same day"),
        (
            [paused("2025-10-04 10:00"), resumed("2025-10-06 08:00")],
            "2025-10-10",
            "a weekend does not count twice",
        ),
        (
            [paused("2025-10-10 15:00"), resumed("2025-10-10 16:00")],
            "2025-10-10",
            "it went on on the due day",
        ),
        (
            [paused("2025-10-10 15:00"), resumed("2025-10-13 09:00")],
            "2025-10-13",
            "the due day ended in a pause",
        ),
        ([paused("2025-10-10 23:59"), resumed("2025-10-13 09:00")], "2025-10-13", "at 23:59 it was in time"),
        (
            [paused("2025-10-11 00:00"), resumed("2025-10-13 09:00")],
            "2025-10-10",
            "at 00:00 it was late already",
        ),
        (
            [paused("2025-10-06 10:00"), extended("2025-10-07 10:00", 2), resumed("2025-10-08 10:00")],
            "2025-10-16",
            "two days out and two more, extended while it was paused",
        ),
        (
            [extended("2025-10-07 10:00", 1), extended("2025-10-08 10:00", 1)],
            "2025-10-14",
            "extensions add up",
        ),
        ([reanchored("2025-10-01 10:00")], "2025-10-08", "counted from Wednesday 1 October instead"),
    ],
)
def test_pauses_extensions_and_new_anchors_move_the_date(
    facts: list[Fact], expected: str, because: str
) -> None:
    assert due_on([started("2025-10-03 09:00"), *facts], 5) == day(expected), because


def test_a_pause_over_christmas_takes_out_only_days_that_would_have_counted() -> None:
    facts = [started("2025-12-19 09:00"), paused("2025-12-22 09:00"), resumed("2025-12-30 09:00")]

    # Out: 22, 23, 24 and 29 December. Christmas, Boxing Day and the weekends would not have counted anyway.
    assert due_on(facts, 5) == day("2026-01-06")
    assert due_on(facts[:1], 5) == day("2025-12-30")


def test_the_same_five_days_paused_once_or_one_by_one_give_the_same_date() -> None:
    days = ["2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"]
    one_by_one = [fact for each in days for fact in (paused(f"{each} 09:00"), resumed(f"{each} 23:59"))]
    each_night = [
        fact
        for each, after in zip(days, [*days[1:], "2025-09-20"], strict=True)
        for fact in (paused(f"{each} 09:00"), resumed(f"{after} 08:00"))
    ]
    at_once = [paused("2025-09-15 09:00"), resumed("2025-09-20 08:00")]
    start = started("2025-09-12 09:00")

    assert due_on([start, *each_night], 20) == due_on([start, *at_once], 20) == day("2025-10-17")
    assert due_on([start, *one_by_one], 20) == day("2025-10-10"), "each went on before its day ended"


def test_hours_stand_still_for_as_long_as_the_pause_lasts() -> None:
    facts = [started("2025-10-03 09:00"), paused("2025-10-03 10:00"), resumed("2025-10-04 12:30")]

    assert fold(facts, limit=limit(24, Unit.HOURS), calendar=ENGLAND, at=LATER).due.at == at(
        "2025-10-05 11:30"
    )


@pytest.mark.parametrize(
    ("facts", "expected", "because"),
    [
        ([paused("2025-10-04 08:59"), resumed("2025-10-04 10:59")], "2025-10-04 11:00", "a minute was left"),
        (
            [paused("2025-10-04 09:00"), resumed("2025-10-04 11:00")],
            "2025-10-04 09:00",
            "it was late already",
        ),
        (
            [paused("2025-10-03 10:00"), resumed("2025-10-03 11:00"), reanchored("2025-10-03 12:00")],
            "2025-10-04 12:00",
            "what was paused before the new anchor is no longer part of the count",
        ),
    ],
)
def test_only_a_pause_before_the_due_moment_and_after_the_anchor_moves_an_hour_limit(
    facts: list[Fact], expected: str, because: str
) -> None:
    told = [started("2025-10-03 09:00"), *facts]

    standing = fold(told, limit=limit(24, Unit.HOURS), calendar=ENGLAND, at=LATER)

    assert standing.due.at == at(expected), because


def test_a_clock_that_is_late_when_it_is_paused_stays_late() -> None:
    facts = [started("2025-10-03 09:00"), paused("2025-10-07 09:00")]
    standing = fold(facts, limit=limit(1), calendar=ENGLAND, at=at("2025-10-20 09:00"))

    assert standing.due.on == day("2025-10-06")
    assert is_late(standing.due.at, paused_at=standing.paused_at, stopped_at=None, now=at("2025-10-20 09:00"))


def test_a_clock_paused_in_time_is_not_late_however_long_the_pause() -> None:
    facts = [started("2025-10-03 09:00"), paused("2025-10-06 09:00")]
    now = at("2025-11-20 09:00")
    standing = fold(facts, limit=limit(1), calendar=ENGLAND, at=now)

    assert not is_late(standing.due.at, paused_at=standing.paused_at, stopped_at=None, now=now)
    assert standing.due.on == day("2025-11-20"), "if it went on now, today would be its day"


def test_the_original_date_is_kept_beside_the_adjusted_one() -> None:
    facts = [
        started("2025-10-03 09:00"),
        paused("2025-10-06 10:00"),
        resumed("2025-10-08 10:00"),
        extended("2025-10-08 11:00", 3),
        reanchored("2025-10-04 10:00"),
    ]
    standing = fold(facts, limit=limit(5), calendar=ENGLAND, at=LATER)

    assert (standing.original.on, standing.due.on) == (day("2025-10-10"), day("2025-10-17"))


def test_what_was_done_at_23_59_is_in_time_and_at_00_00_late() -> None:
    for moment, late in (("2025-10-06 23:59", False), ("2025-10-07 00:00", True)):
        facts = [started("2025-10-03 09:00"), stopped(moment)]
        standing = fold(facts, limit=limit(1), calendar=ENGLAND, at=LATER)

        assert is_late(standing.due.at, paused_at=None, stopped_at=standing.stopped_at, now=LATER) is late


def test_a_council_may_set_its_own_limit_if_it_says_why() -> None:
    local = LocalLimit(
        within=4, unit=Unit.HOURS, reason="Agreed with schools", source="Partnership, May 2025"
    )
    rule = limit_of(DUTIES["feedback"], local)

    assert (rule.within, rule.unit, rule.sure) == (4, Unit.HOURS, Sure.LOCAL)
    assert (rule.local_reason, rule.source) == ("Agreed with schools", "Partnership, May 2025")


def test_a_local_limit_without_a_source_names_the_one_it_replaces() -> None:
    rule = limit_of(DUTIES["decision"], LocalLimit(within=4, unit=Unit.HOURS, reason="We are faster"))

    assert rule.source == f"Set by this council, in place of: {DUTIES['decision'].source}"


def test_a_local_limit_without_a_reason_is_refused() -> None:
    with pytest.raises(ReasonMissing):
        limit_of(DUTIES["decision"], LocalLimit(within=2, unit=Unit.WORKING_DAYS, reason=" "))
