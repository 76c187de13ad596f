"""What a figure of the law consists of: duties, calendars, code sets and thresholds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

SATURDAY = 5


class Sure(StrEnum):
    """How well we know a figure."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    GENERAL_KNOWLEDGE = "general-knowledge"
    LOCAL = "local"


class Unit(StrEnum):
    """What a time limit is counted in."""

    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    HOURS = "hours"
    MINUTES = "minutes"
    MONTHS = "months"

    @property
    def in_days(self) -> bool:
        """Return whether the limit runs to the end of a day rather than to a moment."""
        return self not in {Unit.HOURS, Unit.MINUTES}


class DayZero(StrEnum):
    """From when a limit counts."""

    DAY_AFTER = "day-after"
    THAT_MOMENT = "that-moment"


class Receipt(StrEnum):
    """What happens to something that comes in on a day that is no working day."""

    THAT_DAY = "that-day"
    NEXT_WORKING_DAY = "next-working-day"


class Allowed(StrEnum):
    """Whether a clock may be paused, or its limit extended."""

    NONE = "none"
    WITH_REASON = "with-reason"


class Tells(StrEnum):
    """Who hears of a crossing."""

    WORKER = "worker"
    MANAGER = "manager"
    DIRECTOR = "director"


class When(StrEnum):
    """On which side of the due date a threshold lies."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that has to be done in time, as one edition of its source has it. `until` is inclusive."""

    code: str
    title: str
    source: str
    sure: Sure
    note: str
    starts: str
    stops: str
    within: int
    unit: Unit
    day_zero: DayZero
    receipt: Receipt
    calendar: str
    pause: Allowed
    extension: Allowed
    since: date
    until: date | None = None


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days count. `since` and `until` bound the days for which its holidays are known."""

    code: str
    title: str
    source: str
    sure: Sure
    holidays: Mapping[date, str]
    always: Mapping[tuple[int, int], str]
    since: date
    until: date

    @cached_property
    def version(self) -> str:
        """Return a digest that changes when, and only when, some day comes to count differently."""
        days = [day.isoformat() for day in sorted(self.holidays)]
        days += [f"{month:02}-{day:02}" for month, day in sorted(self.always)]
        return hashlib.sha256("\n".join([self.code, *days]).encode()).hexdigest()[:16]

    def holiday(self, day: date) -> str | None:
        """Return the name of the holiday on this day, if it is one."""
        return self.holidays.get(day) or self.always.get((day.month, day.day))

    def is_working_day(self, day: date) -> bool:
        """Return whether this day counts."""
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def with_holidays(self, more: Mapping[date, str]) -> "Calendar":
        """Return this calendar with holidays that have been proclaimed since."""
        return Calendar(
            code=self.code,
            title=self.title,
            source=self.source,
            sure=self.sure,
            holidays=MappingProxyType({**self.holidays, **more}),
            always=self.always,
            since=self.since,
            until=self.until,
        )


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A list of codes with their meaning, in the order in which its source gives them."""

    source: str
    sure: Sure
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """How long after one thing another still belongs to it."""

    source: str
    sure: Sure
    within: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Threshold:
    """A point before or after a due date at which somebody is told."""

    code: str
    tells: Tells
    when: When
    amount: int
    unit: Unit
