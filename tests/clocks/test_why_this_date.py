"""The account of a date can be read aloud, day by day."""

from tests.clocks.story import ASHA, ENGLAND, at, extended, limit, paused, resumed, started
from threshold.clocks.rules import Fact, explain
from threshold.clocks.rules.facts import DayKind
from threshold.law import Receipt, Unit


def lines(
    facts: list[Fact], within: int, unit: Unit = Unit.WORKING_DAYS, receipt: Receipt = Receipt.THAT_DAY
) -> list[str]:
    account = explain(
        facts,
        limit=limit(within, unit, receipt=receipt),
        calendar=ENGLAND,
        at=at("2026-06-01 12:00"),
        names={ASHA: "Asha Begum"},
    )
    return [f"{each.on:%a %d} {each.kind}: {each.says}" for each in account]


def test_a_date_over_easter_is_explained_day_by_day() -> None:
    assert lines([started("2025-04-17 10:00")], 1) == [
        "Thu 17 day-zero: It came in. Day 1 is the day after.",
        "Fri 18 holiday: Good Friday: does not count",
        "Sat 19 weekend: Saturday: does not count",
        "Sun 20 weekend: Sunday: does not count",
        "Mon 21 holiday: Easter Monday: does not count",
        "Tue 22 counted: Working day 1 of 1",
    ]


def test_a_pause_and_an_extension_say_who_and_why() -> None:
    facts = [
        started("2025-10-06 10:00"),
        paused("2025-10-07 10:00"),
        resumed("2025-10-08 09:00"),
        extended("2025-10-08 10:00", 1),
    ]

    assert lines(facts, 1) == [
        "Mon 06 day-zero: It came in. Day 1 is the day after.",
        "Tue 07 paused: Paused by Asha Begum: waiting for an interpreter",
        "Wed 08 counted: Working day 1 of 2",
        "Thu 09 extended: Working day 2 of 2, added by Asha Begum: the family is away",
    ]


def test_whoever_is_not_known_by_name_is_known_by_role() -> None:
    account = explain(
        [started("2025-10-06 10:00"), paused("2025-10-07 10:00"), resumed("2025-10-08 09:00")],
        limit=limit(1),
        calendar=ENGLAND,
        at=at("2025-11-01 12:00"),
    )

    assert account[1].says == "Paused by a manager: waiting for an interpreter"


def test_a_pause_that_is_still_open_lasts_until_today() -> None:
    facts = [started("2025-10-06 10:00"), paused("2025-10-07 10:00")]
    account = explain(facts, limit=limit(1), calendar=ENGLAND, at=at("2025-10-09 12:00"))

    assert [each.kind for each in account] == [
        DayKind.DAY_ZERO,
        DayKind.PAUSED,
        DayKind.PAUSED,
        DayKind.COUNTED,
    ]


def test_a_weekend_receipt_that_counts_from_monday_says_so() -> None:
    assert lines([started("2025-09-06 10:00")], 1, receipt=Receipt.NEXT_WORKING_DAY) == [
        "Sat 06 day-zero: It came in. Day 1 is the day after.",
        "Sun 07 day-zero: Counting starts from the first working day.",
        "Mon 08 day-zero: Counting starts from the first working day.",
        "Tue 09 counted: Working day 1 of 1",
    ]


def test_hours_are_explained_by_how_much_of_each_day_counts() -> None:
    facts = [
        started("2025-10-03 09:30"),
        paused("2025-10-03 20:00"),
        resumed("2025-10-05 08:00"),
        extended("2025-10-05 09:00", 2),
    ]

    assert lines(facts, 24, Unit.HOURS) == [
        "Fri 03 counted: 10 hours 30 minutes counted, 10 hours 30 minutes of 26 hours so far; "
        "Paused by Asha Begum: waiting for an interpreter",
        "Sat 04 paused: 0 minutes counted, 10 hours 30 minutes of 26 hours so far; "
        "Paused by Asha Begum: waiting for an interpreter",
        "Sun 05 extended: 15 hours 30 minutes counted, 26 hours of 26 hours so far; "
        "Paused by Asha Begum: waiting for an interpreter; added by Asha Begum: the family is away",
    ]


def test_months_extended_by_a_month_show_the_days_that_were_added() -> None:
    facts = [started("2025-01-15 09:00"), extended("2025-02-01 10:00", 1)]
    account = explain(facts, limit=limit(1, Unit.MONTHS), calendar=ENGLAND, at=at("2025-04-01 12:00"))

    assert account[31].kind is DayKind.COUNTED
    assert account[32].says == "Day 32 of 59, added by a social worker: the family is away"
