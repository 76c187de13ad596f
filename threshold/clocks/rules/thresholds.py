"""Points before and after a due date at which somebody is told, and how far the calendars reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from threshold.clocks.rules.counting import (
    MINUTES_IN,
    ONE_DAY,
    ONE_MINUTE,
    add_months,
    back,
    forward,
    start_of,
)
from threshold.clocks.rules.facts import Due
from threshold.clocks.rules.wording import day_words
from threshold.law import Calendar, Threshold, When

HORIZON_ALARM = 12


def crosses_at(threshold: Threshold, due_: Due, *, calendar: Calendar) -> datetime:
    """Return the moment (UTC) at which a due date reaches this threshold."""
    if not threshold.unit.in_days:
        distance = threshold.amount * MINUTES_IN[threshold.unit] * ONE_MINUTE
        return due_.at - distance if threshold.when is When.BEFORE else due_.at + distance
    if threshold.when is When.BEFORE:
        return start_of(back(due_.on, threshold.amount, threshold.unit, calendar))
    if threshold.amount == 0:
        return due_.at
    return start_of(forward(due_.on, threshold.amount, threshold.unit, calendar))


def last_due_on_crossed(threshold: Threshold, *, today: date, calendar: Calendar) -> date:
    """Return the latest due day that has reached a threshold counted in days."""
    day = today
    if threshold.when is When.BEFORE:
        while back(day + ONE_DAY, threshold.amount, threshold.unit, calendar) <= today:
            day += ONE_DAY
        return day
    amount = max(threshold.amount, 1)
    while forward(day, amount, threshold.unit, calendar) > today:
        day -= ONE_DAY
    return day


@dataclass(frozen=True, slots=True)
class ShortHorizon:
    """A calendar whose bank holidays are known for less than twelve months ahead."""

    calendar: str
    until: date
    says: str


def beyond_words(calendar: Calendar, *, today: date) -> str:
    """Return the warning for a date that lies beyond the known bank holidays."""
    until = day_words(calendar.until, today=today)
    return f"{calendar.title}: bank holidays are known only until {until}. A later date may still move."


def short_horizons(calendars: Mapping[str, Calendar], *, today: date) -> tuple[ShortHorizon, ...]:
    """Return the calendars that must be brought up to date now."""
    enough = add_months(today, HORIZON_ALARM)
    return tuple(
        ShortHorizon(
            calendar=each.code,
            until=each.until,
            says=beyond_words(each, today=today),
        )
        for each in calendars.values()
        if each.until < enough
    )
