"""The answer to "Why this date?" for one clock of a contact."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import capfirst

from threshold.clocks.models import Fact
from threshold.clocks.queries import Face, HistoryLine, account
from threshold.clocks.rules import AccountDay, FactKind
from threshold.clocks.rules.account import span_words
from threshold.clocks.rules.counting import LONDON
from threshold.clocks.rules.facts import DayKind
from threshold.clocks.rules.wording import TOLD, threshold_words
from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Viewer
from threshold.law import Sure
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of
from threshold.referrals.rules.codes import shown
from threshold.refusals import Refused
from threshold.staffing.queries import configuration, names_of
from threshold.staffing.rules import Configuration

from .faces import ClockFace, Row, clock_face

SURE = {
    Sure.VERIFIED: "Checked against the source itself",
    Sure.SECONDARY: "Taken from guidance or reports about the source",
    Sure.GENERAL_KNOWLEDGE: "Generally known, not yet checked against a source",
    Sure.LOCAL: "No national figure binds: each council sets its own",
}
COUNTS_AS = {
    DayKind.DAY_ZERO: "day 0",
    DayKind.WEEKEND: "does not count",
    DayKind.HOLIDAY: "does not count",
    DayKind.PAUSED: "paused",
}
HAPPENED = {
    FactKind.STARTED: "Started",
    FactKind.PAUSED: "Paused",
    FactKind.RESUMED: "Went on",
    FactKind.EXTENDED: "Extended",
    FactKind.REANCHORED: "Counted from another moment",
    FactKind.RECOUNTED: "Counted again with a changed calendar",
    FactKind.STOPPED: "Stopped",
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the account."""

    day: date
    counts: str
    because: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to the clock; `recorded_at` is set only where it was written down later."""

    title: str
    by: str
    event_at: datetime
    recorded_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Why a date is what it is. `not_moved` says why this person may not move it, or is empty."""

    ref: str
    ref_words: str
    called: str
    clock: ClockFace
    original_on: date
    moved: bool
    rows: tuple[Row, ...]
    warning: str
    heading: str
    due_on: date
    days: tuple[DayLine, ...]
    history: tuple[Happened, ...]
    not_moved: str


@transaction.atomic
def why_page(*, ref: str, clock: UUID, viewer: Viewer, at: datetime, route: str) -> WhyPage:
    """Return why this clock of a contact is due when it is, day by day, and record the reading."""
    contact = contact_row(ref=ref, viewer=viewer)
    about = contact.ledger_ref
    refs = Fact.objects.filter(clock=clock, clock__about=about).values_list("by_ref", flat=True)
    names = names_of(refs=[each for each in refs if each], viewer=viewer)
    found = account(clock=clock, about=about, viewer=viewer, now=at, names=names)
    record_read(viewer=viewer, route=route, kind=ReadKind.PAGE, shown=[about], at=at)
    face = found.face
    return WhyPage(
        ref=contact.ref,
        ref_words=shown(contact.ref),
        called=contact.called,
        clock=clock_face(face),
        original_on=face.original_on,
        moved=face.moved,
        rows=_rows(
            ("The limit", face.limit),
            ("Set locally because", face.local_reason),
            ("Where the limit comes from", face.source),
            ("How sure we are of it", SURE[face.sure]),
            ("It starts", found.starts),
            ("It stops", found.stops),
            ("Calendar", f"{found.calendar}. {found.calendar_source}"),
            ("To know", found.note),
            *_told(face.duty, configuration(viewer=viewer)),
        ),
        warning=found.warning,
        due_on=face.due_on,
        heading=f"Due by {_due_words(face, found.days)}",
        days=tuple(_line(each) for each in found.days),
        history=tuple(_happened(each) for each in found.history),
        not_moved=_why_not(lambda: custody_of(contact).check_holds(viewer)),
    )


def _told(duty: str, settings: Configuration) -> Iterator[tuple[str, str]]:
    """Yield who is told as this date comes near and goes by, and why where that is set locally."""
    points = [f"{threshold_words(each)}: {TOLD[each.tells]}" for each in settings.thresholds[duty]]
    own = [each.reason for each in settings.escalations if each.duty == duty]
    yield "Who is told, and when", capfirst("; ".join(points))
    yield "Told in this way here because", " ".join(own)


def _due_words(face: Face, days: Sequence[AccountDay]) -> str:
    """Return when it is due: the day, and the minute where minutes are counted."""
    day = f"{face.due_on:%A %-d %B %Y}"
    counts_minutes = any(each.minutes is not None for each in days)
    return f"{day}, {face.due_at.astimezone(LONDON):%H:%M}" if counts_minutes else day


def _happened(line: HistoryLine) -> Happened:
    said = [f"{line.amount} more." if line.amount else "", line.reason]
    due = f"Due by {line.due_on:%-d %B %Y}."
    return Happened(
        title=HAPPENED[line.kind],
        by=line.who,
        event_at=line.event_at,
        recorded_at=line.recorded_at if line.recorded_at != line.event_at else None,
        text=" ".join(part for part in said if part) + (f"\n{due}" if any(said) else due),
    )


def _why_not(check: Callable[[], None]) -> str:
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    return ""


def _rows(*rows: tuple[str, str]) -> tuple[Row, ...]:
    return tuple(Row(key, value) for key, value in rows if value)


def _line(day: AccountDay) -> DayLine:
    counted = day.kind in {DayKind.COUNTED, DayKind.EXTENDED}
    if counted:
        counts = f"day {day.number}" if day.minutes is None else span_words(day.minutes)
    else:
        counts = COUNTS_AS[day.kind]
    return DayLine(day=day.on, counts=counts, because=day.says, counted=counted)
