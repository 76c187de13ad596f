"""Reading clocks: where they stand, what is next, and why a date is the date it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from threshold.clocks import rules
from threshold.clocks.models import Clock, Fact
from threshold.clocks.rules import AccountDay, Due, Ending, FactKind, Limit, Standing, State, Tone
from threshold.confidentiality.rules import Role, Viewer
from threshold.law import CALENDARS, DUTY_EDITIONS, Duty, Receipt, Sure, Unit
from threshold.refusals import NotFound

# What was late before it was paused goes on being late, and stays in front.
STANDS_STILL = Q(paused_at__isnull=False, paused_at__lt=F("due_at"))


@dataclass(frozen=True, slots=True)
class Face:
    """What a list or a page shows of one clock. `due_at` is the first moment that is late."""

    clock: UUID
    about: UUID
    subject: UUID
    duty: str
    title: str
    due_on: date
    due_at: datetime
    original_on: date
    moved: bool
    state: State
    tone: Tone
    late: bool
    words: str
    limit: str
    source: str
    sure: Sure
    local_reason: str
    paused_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One fact, and the date it came to."""

    kind: FactKind
    event_at: datetime
    recorded_at: datetime
    who: str
    reason: str
    amount: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Account:
    """The answer to "Why this date?". `warning` is set where the holidays are not known that far."""

    face: Face
    starts: str
    stops: str
    note: str
    calendar: str
    calendar_source: str
    warning: str
    days: tuple[AccountDay, ...]
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class NextDue:
    """The earliest date that runs under a contact. It `stands_still` if it was paused before it was late."""

    clock: UUID
    about: UUID
    subject: UUID
    duty: str
    title: str
    due_on: date
    due_at: datetime
    stands_still: bool


def faces(*, about: Sequence[UUID], viewer: Viewer, now: datetime) -> tuple[Face, ...]:
    """Return the clocks under these contacts, running ones first, by date. The caller guards the contacts."""
    if not may_read(viewer):
        return ()
    rows = Clock.objects.filter(about__in=about).order_by(
        F("stopped_at").desc(nulls_first=True), "due_at", "duty", "id"
    )
    return tuple(face_of(row, now=now) for row in rows)


def faces_as_known(*, about: UUID, until: datetime, viewer: Viewer) -> tuple[Face, ...]:
    """Return the clocks of a contact as the record showed them just before `until`, from the facts it held then."""
    if not may_read(viewer):
        return ()
    told: dict[UUID, list[Fact]] = {}
    facts = Fact.objects.filter(clock__about=about, recorded_at__lt=until)
    for each in facts.select_related("clock").order_by("id"):
        told.setdefault(each.clock_id, []).append(each)
    found = (
        _as_known([fact_of(each) for each in theirs], theirs[0].clock, until) for theirs in told.values()
    )
    return tuple(sorted(found, key=lambda face: (face.stopped_at is not None, face.due_at)))


def _as_known(facts: Sequence[rules.Fact], row: Clock, until: datetime) -> Face:
    """Return a clock's face from these facts alone; `row` is changed for it and must not be kept."""
    last = until - timedelta.resolution
    standing = rules.fold(facts, limit=limit_of(row), calendar=CALENDARS[row.calendar], at=last)
    row.paused_at, row.stopped_at = standing.paused_at, standing.stopped_at
    row.ending = row.ending if standing.stopped_at else ""
    return face_of(row, now=last, due=standing.due)


def next_faces(*, about: Sequence[UUID], viewer: Viewer, now: datetime) -> Mapping[UUID, Face]:
    """Return the face of each contact's next date, for lists: one row each, however many clocks it has."""
    if not may_read(viewer):
        return {}
    return {row.about: face_of(row, now=now) for row in _next_rows(about)}


def next_due(*, about: Sequence[UUID], viewer: Viewer) -> Mapping[UUID, NextDue]:
    """Return the earliest running date of each contact; one that stands still only where nothing else runs."""
    if not may_read(viewer):
        return {}
    rows = _next_rows(about)
    return {
        row.about: NextDue(
            clock=row.id,
            about=row.about,
            subject=row.subject,
            duty=row.duty,
            title=edition_of(row).title,
            due_on=row.due_on,
            due_at=row.due_at,
            stands_still=row.paused_at is not None and row.paused_at < row.due_at,
        )
        for row in rows
    }


def _next_rows(about: Sequence[UUID]) -> QuerySet[Clock]:
    return (
        Clock.objects.filter(about__in=about, stopped_at__isnull=True)
        .order_by("about", ExpressionWrapper(STANDS_STILL, BooleanField()), "due_at", "duty")
        .distinct("about")
    )


def account(
    *, clock: UUID, about: UUID, viewer: Viewer, now: datetime, names: Mapping[UUID, str] | None = None
) -> Account:
    """Return why the date is what it is, day by day. The caller guards `about`; `names` says who is who."""
    row = Clock.objects.filter(id=clock, about=about).first()
    if row is None or not may_read(viewer):
        raise NotFound
    told = facts_of(row)
    duty, calendar = edition_of(row), CALENDARS[row.calendar]
    facts = [fact_of(each) for each in told]
    standing = rules.fold(facts, limit=limit_of(row), calendar=calendar, at=now)
    beyond = standing.due.on > calendar.until
    return Account(
        face=face_of(row, now=now, due=standing.due),
        starts=duty.starts,
        stops=duty.stops,
        note=duty.note,
        calendar=calendar.title,
        calendar_source=calendar.source,
        warning=rules.beyond_words(calendar, today=rules.day_of(now)) if beyond else "",
        days=rules.explain(facts, limit=limit_of(row), calendar=calendar, at=now, names=names),
        history=tuple(history_line(each, unit=Unit(row.unit), names=names or {}) for each in told),
    )


def running_clock_row(*, duty: str, subject: UUID, viewer: Viewer) -> Clock:
    """The only way to a clock to be changed, locked; hidden clocks are answered with NotFound."""
    if not may_read(viewer):
        raise NotFound
    row = (
        Clock.objects.select_for_update().filter(duty=duty, subject=subject, stopped_at__isnull=True).first()
    )
    if row is None:
        raise rules.NotRunning
    return row


def may_read(viewer: Viewer) -> bool:
    """Return whether this viewer reads cases at all; whoever reports something follows their own report."""
    return viewer.reads_cases or viewer.role is Role.PUBLIC


def facts_of(row: Clock) -> list[Fact]:
    """Return a clock's facts in the order in which they were recorded."""
    return list(Fact.objects.filter(clock=row).order_by("id"))


def fact_of(row: Fact) -> rules.Fact:
    """Return a row as the value that the rules count with."""
    return rules.Fact(
        kind=FactKind(row.kind),
        at=row.event_at,
        amount=row.amount,
        reason=row.reason,
        by_ref=row.by_ref,
        by_role=row.by_role,
    )


def standing_of(row: Clock, *, at: datetime) -> Standing:
    """Return where the clock stands, counted from its facts rather than read from the cache."""
    facts = [fact_of(each) for each in facts_of(row)]
    return rules.fold(facts, limit=limit_of(row), calendar=CALENDARS[row.calendar], at=at)


def edition_of(row: Clock) -> Duty:
    """Return the edition of the duty under which the clock was started."""
    return next(each for each in DUTY_EDITIONS[row.duty] if each.since == row.edition)


def limit_of(row: Clock) -> Limit:
    """Return the limit that was in force when the clock was started."""
    duty = edition_of(row)
    return Limit(
        within=row.within,
        unit=Unit(row.unit),
        receipt=Receipt(row.receipt),
        calendar=row.calendar,
        source=row.local_source or duty.source,
        sure=Sure.LOCAL if row.local_reason else duty.sure,
        local_reason=row.local_reason,
    )


def face_of(row: Clock, *, now: datetime, due: Due | None = None) -> Face:
    """Return what to show of a clock; `due` replaces the cached date where the facts have been folded."""
    due = due or Due(on=row.due_on, at=row.due_at)
    limit, calendar = limit_of(row), CALENDARS[row.calendar]
    paused_at, stopped_at = row.paused_at, row.stopped_at
    state = State.STOPPED if stopped_at else State.PAUSED if paused_at else State.RUNNING
    return Face(
        clock=row.id,
        about=row.about,
        subject=row.subject,
        duty=row.duty,
        title=edition_of(row).title,
        due_on=due.on,
        due_at=due.at,
        original_on=row.original_on,
        moved=due.on != row.original_on,
        state=state,
        tone=rules.tone(
            due, unit=limit.unit, calendar=calendar, paused_at=paused_at, stopped_at=stopped_at, now=now
        ),
        late=rules.is_late(due.at, paused_at=paused_at, stopped_at=stopped_at, now=now),
        words=rules.words(
            due,
            unit=limit.unit,
            calendar=calendar,
            paused_at=paused_at,
            stopped_at=stopped_at,
            ending=Ending(row.ending) if row.ending else None,
            now=now,
        ),
        limit=rules.amount_words(limit.within, limit.unit),
        source=limit.source,
        sure=limit.sure,
        local_reason=limit.local_reason,
        paused_at=paused_at,
        stopped_at=stopped_at,
    )


def history_line(row: Fact, *, unit: Unit, names: Mapping[UUID, str]) -> HistoryLine:
    """Return a fact in words."""
    return HistoryLine(
        kind=FactKind(row.kind),
        event_at=row.event_at,
        recorded_at=row.recorded_at,
        who=rules.who(row.by_ref, row.by_role, names),
        reason=row.reason,
        amount=rules.amount_words(row.amount, unit) if row.amount else "",
        due_on=row.due_on,
    )
