"""The answer to "Why this date?", day by day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from threshold.clocks.rules.counting import (
    MINUTES_IN,
    ONE_DAY,
    ONE_MINUTE,
    counts,
    day_of,
    day_zero,
    days_needed,
    fold,
    paused_moments,
    running_stretches,
    start_of,
)
from threshold.clocks.rules.facts import AccountDay, DayKind, Fact, FactKind, Limit, Pause, Standing
from threshold.clocks.rules.wording import amount_words
from threshold.law import Calendar, Unit

NOT_ROLES_OF_STAFF = {"": "somebody", "public": "the person who told us", "system": "Threshold, by itself"}


def who(by_ref: UUID | None, by_role: str, names: Mapping[UUID, str]) -> str:
    """Return who did something, by name where it is known and by role where it is not."""
    if by_ref is not None and by_ref in names:
        return names[by_ref]
    if by_role in NOT_ROLES_OF_STAFF:
        return NOT_ROLES_OF_STAFF[by_role]
    role = by_role.replace("-", " ")
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def pause_words(pause: Pause, names: Mapping[UUID, str]) -> str:
    """Return who paused the clock and why."""
    return f"Paused by {who(pause.by_ref, pause.by_role, names)}: {pause.reason}"


def extension_words(facts: Sequence[Fact], number: int, *, within: int, names: Mapping[UUID, str]) -> str:
    """Return who added the counted day or minute with this number, and why."""
    reach = within
    for each in facts:
        if each.kind is FactKind.EXTENDED:
            reach += each.amount
            if number <= reach:
                return f"added by {who(each.by_ref, each.by_role, names)}: {each.reason}"
    return "added"


def explain(
    facts: Sequence[Fact],
    *,
    limit: Limit,
    calendar: Calendar,
    at: datetime,
    names: Mapping[UUID, str] | None = None,
) -> tuple[AccountDay, ...]:
    """Return the account of the due date, day by day, from the day it started to the day it is due."""
    standing = fold(facts, limit=limit, calendar=calendar, at=at)
    if limit.unit.in_days:
        days = explain_days(facts, standing, limit=limit, calendar=calendar, at=at, names=names or {})
    else:
        days = explain_hours(facts, standing, limit=limit, at=at, names=names or {})
    return tuple(days)


def explain_days(
    facts: Sequence[Fact],
    standing: Standing,
    *,
    limit: Limit,
    calendar: Calendar,
    at: datetime,
    names: Mapping[UUID, str],
) -> Iterable[AccountDay]:
    """Yield the account of a limit that is counted in days or months."""
    until = standing.stopped_at or at
    zero = day_zero(standing.anchor, receipt=limit.receipt, calendar=calendar)
    planned = days_needed(zero, limit.within, limit.unit)
    needed = days_needed(zero, limit.within + standing.extended, limit.unit)
    yield AccountDay(
        day_of(standing.anchor), DayKind.DAY_ZERO, "It came in. Day 1 is the day after.", number=0
    )
    day, number = day_of(standing.anchor), 0
    while day < standing.due.on:
        day += ONE_DAY
        if day <= zero:
            yield AccountDay(day, DayKind.DAY_ZERO, "Counting starts from the first working day.", number=0)
            continue
        if not counts(day, limit.unit, calendar):
            yield day_off(day, calendar)
            continue
        if (pause := pause_on(day, standing.pauses, until=until)) is not None:
            yield AccountDay(day, DayKind.PAUSED, pause_words(pause, names))
            continue
        number += 1
        says = f"{'Working day' if limit.unit is Unit.WORKING_DAYS else 'Day'} {number} of {needed}"
        if number <= planned:
            yield AccountDay(day, DayKind.COUNTED, says, number=number)
        else:
            # Months are extended in months: every day beyond the planned ones belongs to the last extension.
            reach = number if limit.unit is not Unit.MONTHS else limit.within + standing.extended
            reason = extension_words(facts, reach, within=limit.within, names=names)
            yield AccountDay(day, DayKind.EXTENDED, f"{says}, {reason}", number=number)


def day_off(day: date, calendar: Calendar) -> AccountDay:
    """Return the account of a day that is no working day."""
    if (holiday := calendar.holiday(day)) is not None:
        return AccountDay(day, DayKind.HOLIDAY, f"{holiday}: does not count")
    return AccountDay(day, DayKind.WEEKEND, f"{day:%A}: does not count")


def pause_on(day: date, pauses: Iterable[Pause], *, until: datetime) -> Pause | None:
    """Return the pause that takes this day out, if one does."""
    return next((each for each in pauses if day_of(each.start) <= day < day_of(each.end or until)), None)


def explain_hours(
    facts: Sequence[Fact],
    standing: Standing,
    *,
    limit: Limit,
    at: datetime,
    names: Mapping[UUID, str],
) -> Iterable[AccountDay]:
    """Yield the account of a limit in hours or minutes, which run on every day: how much of each counts."""
    until = standing.stopped_at or at
    per_unit = MINUTES_IN[limit.unit]
    total = (limit.within + standing.extended) * per_unit
    stretches = running_stretches(standing.anchor, total, paused_moments(standing.pauses, until=until))
    day, exact, counted = day_of(standing.anchor), 0.0, 0
    while day <= standing.due.on:
        exact += sum(minutes_within(stretch, day) for stretch in stretches)
        # Rounded as a running total, so that whole minutes add up to the limit whatever the seconds were.
        today, counted = round(exact) - counted, round(exact)
        pause = pause_touching(day, standing, until=until)
        says = [f"{span_words(today)} counted, {span_words(counted)} of {span_words(total)} so far"]
        if pause is not None:
            says.append(pause_words(pause, names))
        kind = DayKind.COUNTED if today else DayKind.PAUSED
        if today and counted > limit.within * per_unit:
            kind = DayKind.EXTENDED
            reached = min(limit.within + standing.extended, -(-counted // per_unit))
            says.append(extension_words(facts, reached, within=limit.within, names=names))
        if today or pause:
            yield AccountDay(day, kind, "; ".join(says), minutes=today)
        day += ONE_DAY


def minutes_within(stretch: tuple[datetime, datetime], day: date) -> float:
    """Return how many minutes of a stretch lie on this London day."""
    start, end = max(stretch[0], start_of(day)), min(stretch[1], start_of(day + ONE_DAY))
    return max(end - start, timedelta()) / ONE_MINUTE


def pause_touching(day: date, standing: Standing, *, until: datetime) -> Pause | None:
    """Return the first pause that lies on this day at all, before the due moment."""
    first, beyond = max(start_of(day), standing.anchor), min(start_of(day + ONE_DAY), standing.due.at)
    return next(
        (each for each in standing.pauses if each.start < beyond and (each.end or until) > first),
        None,
    )


def span_words(minutes: int) -> str:
    """Return a length of time as people say it: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [amount_words(hours, Unit.HOURS)] if hours else []
    if rest or not hours:
        parts.append(amount_words(rest, Unit.MINUTES))
    return " ".join(parts)
