"""When things happen in the borough: at what hour people tell us, and when somebody at work gets to it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from threshold.clocks.rules import ONE_DAY, day_of
from threshold.clocks.rules.counting import LONDON
from threshold.law import CALENDARS

from .chooser import Chooser

WORKING_DAYS = CALENDARS["england-and-wales"]
OPENS, HOURS_OPEN = time(8, 30), timedelta(hours=9)
MONTHS = 24

BUSY = {0: 118, 1: 104, 2: 102, 3: 104, 4: 120, 5: 36, 6: 32}
"""How much is told on each day of the week, Monday first."""

QUIET_MONTHS = {8: 74, 12: 86}
"""Schools are shut: what they would have told is told later or not at all."""

HOURS_TOLD = {0: 2, 1: 2, 2: 2, 3: 1, 6: 2, 7: 5, 8: 16, 9: 34, 10: 40, 11: 42, 12: 36, 13: 36, 14: 42, 15: 50, 16: 48,
              17: 28, 18: 18, 19: 15, 20: 13, 21: 11, 22: 8, 23: 5}  # fmt: skip


def times_told(*, count: int, until: datetime) -> list[datetime]:
    """Return `count` moments in the two years before `until`, in order, at hours at which people tell us."""
    days = list(_days(day_of(until)))
    weights = [BUSY[day.weekday()] * QUIET_MONTHS.get(day.month, 100) for day in days]
    moments = [_moment(day, number) for number, day in _spread(days, weights, count)]
    return sorted(moment for moment in moments if moment < until) or [until - ONE_DAY]


def at_work(moment: datetime, *, minutes: int) -> datetime:
    """Return the moment after so many minutes at work: nights, weekends and holidays do not count."""
    left, now = timedelta(minutes=minutes), moment
    while True:
        opens = _local(day_of(now), OPENS)
        shuts = opens + HOURS_OPEN
        now = max(now, opens)
        if WORKING_DAYS.is_working_day(day_of(now)) and now + left < shuts:
            return now + left
        if WORKING_DAYS.is_working_day(day_of(now)) and now < shuts:
            left -= shuts - now
        now = _local(day_of(now) + ONE_DAY, OPENS)


def _days(last: date) -> Iterator[date]:
    first = last.replace(year=last.year - MONTHS // 12, day=min(last.day, 28)) + ONE_DAY
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _spread(days: list[date], weights: list[int], count: int) -> Iterator[tuple[int, date]]:
    total, passed, position = sum(weights), 0, 0
    for number in range(count):
        while passed + weights[position] <= (number + 0.5) / count * total:
            passed += weights[position]
            position += 1
        yield number, days[position]


def _moment(day: date, number: int) -> datetime:
    chooser = Chooser("told", number)
    hour = chooser.weighed(HOURS_TOLD)
    return _local(day, time(hour, chooser.number(60), chooser.number(60)))


def _local(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)
