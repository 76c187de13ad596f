"""Where a clock stands, in the words for lists and pages."""

from datetime import date, datetime, timedelta

from threshold.clocks.rules.counting import (
    LONDON,
    ONE_DAY,
    ONE_MINUTE,
    counted_days,
    day_of,
    forward,
    is_late,
)
from threshold.clocks.rules.facts import Due, Ending, Tone
from threshold.law import Calendar, Tells, Threshold, Unit, When

UNIT_WORDS = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.HOURS: "hour",
    Unit.MINUTES: "minute",
    Unit.MONTHS: "month",
}

TOLD = {
    Tells.WORKER: "whoever holds it",
    Tells.MANAGER: "the manager",
    Tells.DIRECTOR: "the director",
}


def amount_words(amount: int, unit: Unit) -> str:
    """Return an amount as people say it: "1 working day", "24 hours"."""
    return f"{amount} {UNIT_WORDS[unit]}{'' if amount == 1 else 's'}"


def threshold_words(threshold: Threshold) -> str:
    """Return at which point somebody is told: "on the day it is due", "2 working days after it was due"."""
    before = threshold.when is When.BEFORE
    if threshold.amount:
        ahead = "before it is due" if before else "after it was due"
        return f"{amount_words(threshold.amount, threshold.unit)} {ahead}"
    if not before:
        return "at the first moment that is late"
    return "on the day it is due" if threshold.unit.in_days else "when it is due"


def day_words(day: date, *, today: date) -> str:
    """Return a day as people say it, with the year only if it is another one: "Friday 3 October"."""
    words = f"{day:%A} {day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


def late_words(due_: Due, *, unit: Unit, calendar: Calendar, now: datetime) -> str:
    """Return by how much something is late: "late by 2 working days", "late by 3 hours"."""
    if not unit.in_days:
        return hours_late_words(now - due_.at)
    today = day_of(now)
    counted_in = Unit.WORKING_DAYS if unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    by = counted_days(after=due_.on, until=max(today, due_.on), unit=counted_in, calendar=calendar)
    if by == 0:
        return f"late since {day_words(due_.on + ONE_DAY, today=today)}"
    return f"late by {amount_words(by, counted_in)}"


def hours_late_words(by: timedelta) -> str:
    """Return how late something is that was due at a moment, in its largest whole unit."""
    if by < ONE_MINUTE:
        return "late by less than a minute"
    if by < timedelta(hours=1):
        return f"late by {amount_words(by // ONE_MINUTE, Unit.MINUTES)}"
    if by < timedelta(days=2):
        return f"late by {amount_words(by // timedelta(hours=1), Unit.HOURS)}"
    return f"late by {amount_words(by // ONE_DAY, Unit.CALENDAR_DAYS)}"


def due_words(due_: Due, *, unit: Unit, now: datetime) -> str:
    """Return when something is due: "due today", "due tomorrow at 14:30", "due on Friday 3 October"."""
    today = day_of(now)
    clock = "" if unit.in_days else f" at {due_.at.astimezone(LONDON):%H:%M}"
    if due_.on == today:
        return f"due today{clock}"
    if due_.on == today + ONE_DAY:
        return f"due tomorrow{clock}"
    return f"due on {day_words(due_.on, today=today)}{clock}"


def words(
    due_: Due,
    *,
    unit: Unit,
    calendar: Calendar,
    paused_at: datetime | None,
    stopped_at: datetime | None,
    ending: Ending | None,
    now: datetime,
) -> str:
    """Return where a clock stands, in the words for a list."""
    today = day_of(now)
    late = is_late(due_.at, paused_at=paused_at, stopped_at=stopped_at, now=now)
    if stopped_at is not None:
        on = day_words(day_of(stopped_at), today=today)
        if ending is Ending.NO_LONGER_OWED:
            return f"no longer owed since {on}"
        by = f", {late_words(due_, unit=unit, calendar=calendar, now=stopped_at)}" if late else ""
        return f"done on {on}{by}"
    if late:
        return late_words(due_, unit=unit, calendar=calendar, now=now)
    if paused_at is not None:
        return f"paused since {day_words(day_of(paused_at), today=today)}"
    return due_words(due_, unit=unit, now=now)


def tone(
    due_: Due,
    *,
    unit: Unit,
    calendar: Calendar,
    paused_at: datetime | None,
    stopped_at: datetime | None,
    now: datetime,
) -> Tone:
    """Return how loudly to say it. Soon: due today or, where days are counted, on the next counted day."""
    if stopped_at is not None:
        return Tone.DONE
    if is_late(due_.at, paused_at=paused_at, stopped_at=None, now=now):
        return Tone.LATE
    if paused_at is not None:
        return Tone.PAUSED
    horizon = forward(day_of(now), 1, unit, calendar) if unit.in_days else day_of(now)
    return Tone.SOON if due_.on <= horizon else Tone.OK
