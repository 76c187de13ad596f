"""When something is due: a pure function of facts, limit and calendar."""

import calendar as months
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from threshold.clocks.rules.facts import Due, Fact, FactKind, Limit, LocalLimit, Pause, Standing
from threshold.clocks.rules.refusals import ReasonMissing
from threshold.law import Calendar, Duty, Receipt, Sure, Unit

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
MINUTES_IN = {Unit.MINUTES: 1, Unit.HOURS: 60}


def day_of(moment: datetime) -> date:
    """Return the day it was in London, which is the day the law counts from."""
    return moment.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def limit_of(duty: Duty, local: LocalLimit | None = None) -> Limit:
    """Return the limit that applies: the duty's own, or the council's with its reason."""
    if local is None:
        return Limit(
            within=duty.within,
            unit=duty.unit,
            receipt=duty.receipt,
            calendar=duty.calendar,
            source=duty.source,
            sure=duty.sure,
        )
    if not local.reason.strip():
        raise ReasonMissing
    return Limit(
        within=local.within,
        unit=local.unit,
        receipt=duty.receipt,
        calendar=duty.calendar,
        source=local.source or f"Set by this council, in place of: {duty.source}",
        sure=Sure.LOCAL,
        local_reason=local.reason,
    )


def counts(day: date, unit: Unit, calendar: Calendar) -> bool:
    """Return whether a day counts at all in this unit."""
    return unit is not Unit.WORKING_DAYS or calendar.is_working_day(day)


def counted_days(*, after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """Return how many days count after one day, up to and with another: by sums of years, not day by day."""
    if unit is not Unit.WORKING_DAYS:
        return (until - after).days
    whole = sum(_working_days(year, calendar)[-1] for year in range(after.year, until.year))
    return whole + _since_new_year(until, calendar) - _since_new_year(after, calendar)


def _since_new_year(day: date, calendar: Calendar) -> int:
    return _working_days(day.year, calendar)[(day - date(day.year, 1, 1)).days]


@lru_cache(maxsize=512)
def _working_days(year: int, calendar: Calendar) -> tuple[int, ...]:
    """Return, for each day of a year, how many working days it has had up to and with that day."""
    first = date(year, 1, 1)
    days = (first + ONE_DAY * number for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(accumulate(calendar.is_working_day(day) for day in days))


def forward(day: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    """Return the day that is `amount` counted days after this one."""
    while amount:
        day += ONE_DAY
        amount -= counts(day, unit, calendar)
    return day


def back(day: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    """Return the day that is `amount` counted days before this one."""
    while amount:
        day -= ONE_DAY
        amount -= counts(day, unit, calendar)
    return day


def add_months(day: date, amount: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def day_zero(anchor: datetime, *, receipt: Receipt, calendar: Calendar) -> date:
    """Return the day after which counting begins."""
    day = day_of(anchor)
    while receipt is Receipt.NEXT_WORKING_DAY and not calendar.is_working_day(day):
        day += ONE_DAY
    return day


def days_needed(zero: date, within: int, unit: Unit) -> int:
    """Return how many days must be counted; months become the days they have from this day on."""
    return (add_months(zero, within) - zero).days if unit is Unit.MONTHS else within


# Pauses are half-open stretches of days, [day of the pause, day of going on): a day does not count if the
# clock stands paused when that day ends. Cutting a pause in two then leaves the same days, at any moment.
DayStretch = tuple[date, date]


def paused_days(pauses: Iterable[Pause], *, until: datetime) -> tuple[DayStretch, ...]:
    """Return the stretches of days that the pauses take out; one that is still open lasts until `until`."""
    return tuple((day_of(each.start), day_of(each.end or until)) for each in pauses)


# The same few thousand questions are asked of every contact that comes in on the same day.
@lru_cache(maxsize=32_768)
def last_day(zero: date, needed: int, unit: Unit, calendar: Calendar, paused: tuple[DayStretch, ...]) -> date:
    """Return the last day on which a duty is done in time. Day 1 is the day after `zero`."""
    day, left = zero, needed
    while left:
        day += ONE_DAY
        if counts(day, unit, calendar) and not any(start <= day < end for start, end in paused):
            left -= 1
    return day


def paused_moments(pauses: Iterable[Pause], *, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return the pauses as moments in UTC, in order; one that is still open lasts until `until`."""
    return sorted((each.start.astimezone(UTC), (each.end or until).astimezone(UTC)) for each in pauses)


def running_stretches(
    anchor: datetime, minutes: int, pauses: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Return the stretches of real time (UTC) that together make up the limit."""
    stretches: list[tuple[datetime, datetime]] = []
    cursor, left = anchor.astimezone(UTC), minutes * ONE_MINUTE
    for start, end in pauses:
        if start - cursor >= left:
            break
        if start > cursor:
            stretches.append((cursor, start))
            left -= start - cursor
        cursor = max(cursor, end)
    return [*stretches, (cursor, cursor + left)]


def due(
    limit: Limit,
    *,
    anchor: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extended: int = 0,
    until: datetime | None = None,
) -> Due:
    """Return when this is due; a pause that is still open is taken to end at `until`."""
    within, until = limit.within + extended, until or anchor
    if not limit.unit.in_days:
        minutes = within * MINUTES_IN[limit.unit]
        moment = running_stretches(anchor, minutes, paused_moments(pauses, until=until))[-1][1]
        return Due(on=day_of(moment), at=moment)
    zero = day_zero(anchor, receipt=limit.receipt, calendar=calendar)
    needed = days_needed(zero, within, limit.unit)
    day = last_day(zero, needed, limit.unit, calendar, paused_days(pauses, until=until))
    return Due(on=day, at=start_of(day + ONE_DAY))


def pauses_in(facts: Iterable[Fact]) -> tuple[Pause, ...]:
    """Return the pauses that the facts tell of, in whatever order they were told."""
    told = list(facts)
    starts = sorted((each for each in told if each.kind is FactKind.PAUSED), key=lambda each: each.at)
    ends: list[datetime | None] = [*sorted(each.at for each in told if each.kind is FactKind.RESUMED)]
    ends += [None] * len(starts)
    return tuple(
        Pause(start=each.at, end=end, reason=each.reason, by_ref=each.by_ref, by_role=each.by_role)
        for each, end in zip(starts, ends, strict=False)
    )


def fold(facts: Sequence[Fact], *, limit: Limit, calendar: Calendar, at: datetime) -> Standing:
    """Return where the clock stands at `at`; facts come in the order in which they were recorded."""
    anchors = [each.at for each in facts if each.kind in {FactKind.STARTED, FactKind.REANCHORED}]
    stops = [each.at for each in facts if each.kind is FactKind.STOPPED]
    stopped_at = stops[-1] if stops else None
    pauses = pauses_in(facts)
    extended = sum(each.amount for each in facts if each.kind is FactKind.EXTENDED)
    open_since = next((each.start for each in pauses if each.end is None), None)
    return Standing(
        anchor=anchors[-1],
        pauses=pauses,
        extended=extended,
        paused_at=open_since if stopped_at is None else None,
        stopped_at=stopped_at,
        original=due(limit, anchor=anchors[0], calendar=calendar),
        due=due(
            limit,
            anchor=anchors[-1],
            calendar=calendar,
            pauses=pauses,
            extended=extended,
            until=stopped_at or at,
        ),
    )


def is_late(
    due_at: datetime, *, paused_at: datetime | None, stopped_at: datetime | None, now: datetime
) -> bool:
    """Return whether the duty was not done in time; a pause stops a clock that was not late before it."""
    return (stopped_at or paused_at or now) >= due_at
