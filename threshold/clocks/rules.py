"""When something is due, and why: counting over facts, with no clock and no rows of its own."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from threshold.law import (
    Allowed,
    Calendar,
    Duty,
    Receipt,
    Sure,
    Tells,
    Threshold,
    Unit,
    When,
    duty_in_force,
)
from threshold.refusals import Refused

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
MINUTES_IN = {Unit.MINUTES: 1, Unit.HOURS: 60}
HORIZON_ALARM = 12
UNIT_WORDS = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.HOURS: "hour",
    Unit.MINUTES: "minute",
    Unit.MONTHS: "month",
}


class FactKind(StrEnum):
    """What can happen to a running clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    REANCHORED = "reanchored"
    RECOUNTED = "recounted"
    STOPPED = "stopped"


class Ending(StrEnum):
    """Why a clock stopped: what was owed was done, or it came to be owed no longer."""

    DONE = "done"
    NO_LONGER_OWED = "no-longer-owed"


class State(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Tone(StrEnum):
    """How loudly a screen should speak of a clock."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"


class DayKind(StrEnum):
    """How one day enters the account of a date."""

    DAY_ZERO = "day-zero"
    COUNTED = "counted"
    EXTENDED = "extended"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """A council's own limit for a duty, with its reason; `source` says where the figure comes from."""

    within: int
    unit: Unit
    reason: str
    source: str = ""


LocalLimits = Mapping[str, LocalLimit]


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit that applies to one clock: the law's, or the council's with `local_reason`."""

    within: int
    unit: Unit
    receipt: Receipt
    calendar: str
    source: str
    sure: Sure
    local_reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to a clock; `at` is the moment it is about (for a start, the anchor)."""

    kind: FactKind
    at: datetime
    amount: int = 0
    reason: str = ""
    by_ref: UUID | None = None
    by_role: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, from `start` up to but not including `end`; open if `end` is None."""

    start: datetime
    end: datetime | None
    reason: str = ""
    by_ref: UUID | None = None
    by_role: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a duty is done in time, and the first moment that is late (UTC)."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a clock stands after all its facts. `original` leaves out pauses, extensions and new anchors."""

    anchor: datetime
    pauses: tuple[Pause, ...]
    extended: int
    paused_at: datetime | None
    stopped_at: datetime | None
    original: Due
    due: Due


@dataclass(frozen=True, slots=True)
class AccountDay:
    """One day of the account. `minutes` is set only where hours or minutes are counted."""

    on: date
    kind: DayKind
    says: str
    number: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A duty that arises at `anchor`: for whom or what (`subject`), and under which contact (`about`)."""

    duty: str
    subject: UUID
    about: UUID
    anchor: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """A duty that ends: when it happened (now, if not said), how it ended and why."""

    duty: str
    subject: UUID
    event_at: datetime | None = None
    ending: Ending = Ending.DONE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that has begun to run."""

    clock: UUID
    duty: str
    subject: UUID
    about: UUID
    due: Due


@dataclass(frozen=True, slots=True)
class Move:
    """An open clock whose date moves because the calendar changed."""

    clock: UUID
    duty: str
    subject: UUID
    about: UUID
    old: Due
    new: Due


@dataclass(frozen=True, slots=True)
class Crossed:
    """A threshold that a clock has reached, for a caller that wants to tell somebody."""

    clock: UUID
    duty: str
    title: str
    subject: UUID
    about: UUID
    threshold: str
    tells: Tells
    due: Due
    crossed_at: datetime


class AlreadyRunning(Refused):
    """This subject has a running clock for this duty."""

    says = "This is already being counted. Stop the running clock before you start another."


class NotRunning(Refused):
    """There is no running clock for this duty."""

    says = "There is no running clock for this. It may have been stopped already."


class AlreadyPaused(Refused):
    """The clock stands still already."""

    says = "This clock is already paused. Let it go on before you pause it again."


class NotPaused(Refused):
    """The clock is not standing still."""

    says = "This clock is not paused."


class ReasonMissing(Refused):
    """Nothing moves a date without a reason."""

    says = "Say why. Everyone who reads the date will see the reason."
    field = "reason"


class PauseNotAllowed(Refused):
    """The duty knows no pause."""

    says = "This clock may not be paused."


class ExtensionNotAllowed(Refused):
    """The duty knows no extension."""

    says = "This limit may not be extended. If it cannot be kept, it will show as late with your reason."


class NothingAdded(Refused):
    """An extension by nothing."""

    says = "Say by how much to extend: a whole number, at least 1."
    field = "amount"


class InTheFuture(Refused):
    """Facts are told after they happen."""

    says = "This has not happened yet. Give a time that has passed."
    field = "event_at"


class BeforeItStarted(Refused):
    """The moment lies before the clock started."""

    says = "The clock had not started then. Give a later time."
    field = "event_at"


class OverlapsAPause(Refused):
    """The moment lies within a pause that is known already."""

    says = "The clock was paused then already. Give a time after it last went on."
    field = "event_at"


def day_of(moment: datetime) -> date:
    """Return the day it was in London, which is the day the law counts from."""
    return moment.astimezone(LONDON).date()


def start_of(day: date) -> datetime:
    """Return the first moment of a day in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def amount_words(amount: int, unit: Unit) -> str:
    """Return an amount as people say it: "1 working day", "24 hours"."""
    return f"{amount} {UNIT_WORDS[unit]}{'' if amount == 1 else 's'}"


def day_words(day: date, *, today: date) -> str:
    """Return a day as people say it, with the year only if it is another one: "Friday 3 October"."""
    words = f"{day:%A} {day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


# Which limit applies


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


def limit_for(code: str, *, anchor: datetime, settings: LocalLimits) -> Limit:
    """Return the limit that applies to a duty that arises at this moment."""
    return limit_of(duty_in_force(code, day_of(anchor)), settings.get(code))


# Counting days


def counts(day: date, unit: Unit, calendar: Calendar) -> bool:
    """Return whether a day counts at all in this unit."""
    return unit is not Unit.WORKING_DAYS or calendar.is_working_day(day)


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


# Counting hours and minutes


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


# The date, as a function of facts, limit and calendar


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


# "Why this date?"


def who(by_ref: UUID | None, by_role: str, names: Mapping[UUID, str]) -> str:
    """Return who did something, by name where it is known and by role where it is not."""
    if by_ref is not None and by_ref in names:
        return names[by_ref]
    role = by_role.replace("-", " ") or "somebody"
    return role if role == "somebody" else f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


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
    told = explain_days if limit.unit.in_days else explain_hours
    return tuple(told(facts, standing, limit=limit, calendar=calendar, at=at, names=names or {}))


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
    calendar: Calendar,
    at: datetime,
    names: Mapping[UUID, str],
) -> Iterable[AccountDay]:
    """Yield the account of a limit that is counted in hours or minutes: how much of each day counts."""
    del calendar  # hours run on every day
    until = standing.stopped_at or at
    per_unit = MINUTES_IN[limit.unit]
    total = (limit.within + standing.extended) * per_unit
    stretches = running_stretches(standing.anchor, total, paused_moments(standing.pauses, until=until))
    day, counted = day_of(standing.anchor), 0.0
    while day <= standing.due.on:
        today = sum(minutes_within(stretch, day) for stretch in stretches)
        counted += today
        pause = pause_touching(day, standing, until=until)
        says = [
            f"{span_words(round(today))} counted, {span_words(round(counted))} of {span_words(total)} so far"
        ]
        if pause is not None:
            says.append(pause_words(pause, names))
        kind = DayKind.COUNTED if today else DayKind.PAUSED
        if today and counted > limit.within * per_unit:
            kind = DayKind.EXTENDED
            reached = min(limit.within + standing.extended, -(-round(counted) // per_unit))
            says.append(extension_words(facts, reached, within=limit.within, names=names))
        if today or pause:
            yield AccountDay(day, kind, "; ".join(says), minutes=round(today))
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


# Words for lists and pages


def late_words(due_: Due, *, unit: Unit, calendar: Calendar, now: datetime) -> str:
    """Return by how much something is late: "late by 2 working days", "late by 3 hours"."""
    if not unit.in_days:
        return hours_late_words(now - due_.at)
    today, by, day = day_of(now), 0, due_.on
    counted_in = Unit.WORKING_DAYS if unit is Unit.WORKING_DAYS else Unit.CALENDAR_DAYS
    while day < today:
        day += ONE_DAY
        by += counts(day, counted_in, calendar)
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


# Thresholds


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


# The horizon of the bank holidays


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
            says=f"{beyond_words(each, today=today)} Bring the calendar up to date.",
        )
        for each in calendars.values()
        if each.until < enough
    )


# What may be done to a clock


def check_reason(reason: str) -> None:
    """Raise ReasonMissing unless something is said."""
    if not reason.strip():
        raise ReasonMissing


def check_moment(event_at: datetime, *, standing: Standing, at: datetime) -> None:
    """Raise a Refused unless this moment lies between the start of the clock and now."""
    if event_at > at:
        raise InTheFuture
    if event_at < standing.anchor:
        raise BeforeItStarted


def check_pause(duty: Duty, standing: Standing, *, reason: str, event_at: datetime, at: datetime) -> None:
    """Raise a Refused if this clock cannot be paused then."""
    check_reason(reason)
    if duty.pause is Allowed.NONE:
        raise PauseNotAllowed
    if standing.paused_at is not None:
        raise AlreadyPaused
    check_moment(event_at, standing=standing, at=at)
    if any(each.end is not None and event_at < each.end for each in standing.pauses):
        raise OverlapsAPause


def check_resume(standing: Standing, *, reason: str, event_at: datetime, at: datetime) -> None:
    """Raise a Refused if this clock cannot go on again then."""
    check_reason(reason)
    if standing.paused_at is None:
        raise NotPaused
    check_moment(event_at, standing=standing, at=at)
    if event_at < standing.paused_at:
        raise OverlapsAPause("The clock was not paused yet then. Give a later time.")


def check_extend(duty: Duty, *, amount: int, reason: str) -> None:
    """Raise a Refused if the limit cannot be extended by this much."""
    check_reason(reason)
    if duty.extension is Allowed.NONE:
        raise ExtensionNotAllowed
    if amount < 1:
        raise NothingAdded


def check_reanchor(*, anchor: datetime, reason: str, at: datetime) -> None:
    """Raise a Refused if the clock cannot start from this moment instead."""
    check_reason(reason)
    if anchor > at:
        raise InTheFuture
