"""Everything that happened to one contact, from every subject's rows, in one query and one list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection
from django.db.models import Model

from threshold.clocks.models import Clock, Crossing, Fact
from threshold.clocks.rules import FactKind
from threshold.clocks.rules.counting import LONDON
from threshold.confidentiality.rules import Role
from threshold.law import DUTIES
from threshold.messages.models import Message, Outgoing
from threshold.messages.rules import Channel, Delivery, Direction
from threshold.people.models import Referrer, ReferrerVersion
from threshold.referrals.models import Act, Approval, Child, ChildVersion, Contact, ContactVersion, Decision
from threshold.referrals.rules.words import ActKind, Approach, NotTold, Outcome, Response, Spoken
from threshold.staffing.models import Team, Worker

AT_ONCE = 50
"""Lines on one page of the timeline, so that a long history costs no more than a short one."""

SAME_TIME = timedelta(minutes=1)


class Kind(Spoken):
    """What the timeline can be narrowed to."""

    DONE = "done", "What was done"
    DECIDED = "decided", "Decisions"
    SAID = "said", "What was said"
    WRITTEN = "written", "Messages"
    CLOCKS = "clocks", "Clocks"
    SENT = "sent", "E-mails and texts"


class Line(NamedTuple):
    """One row of whatever subject, in the columns that all of them have."""

    rank: int
    row: int
    happened: datetime
    written: datetime
    by: UUID | None
    role: str
    what: str
    code: str
    says: str
    child: int | None
    subject: UUID | None
    whom: str | None
    team: str | None
    sent: datetime | None
    extra: int | None


class Cursor(NamedTuple):
    """Where a page of the timeline ended."""

    written: datetime
    rank: int
    row: int

    @classmethod
    def read(cls, typed: str) -> Self | None:
        """Return the place that an address names, or nothing if it names none."""
        written, _, rest = typed.partition("_")
        rank, _, row = rest.partition("_")
        try:
            return cls(datetime.fromisoformat(written), int(rank), int(row))
        except ValueError:
            return None

    @property
    def words(self) -> str:
        """Return the place as it stands in an address."""
        return f"{self.written.isoformat()}_{self.rank}_{self.row}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `recorded_at` is set only when it was written down later."""

    title: str
    by: str
    event_at: datetime
    recorded_at: datetime | None
    text: str
    also: tuple[str, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of the timeline, newest first. `older` is where the next page begins, or empty."""

    entries: tuple[Entry, ...]
    kind: Kind | None
    older: str
    continued: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The names that the timeline needs: workers by reference, children by number of row and by reference."""

    names: Mapping[UUID, str]
    children: Mapping[int, str]
    subjects: Mapping[UUID, str]
    neighbours: Mapping[str, str]
    shown_versions: frozenset[int]

    def who(self, by: UUID | None, role: str) -> str:
        """Return who did something: by name, or as what they did it."""
        if by is not None and by in self.names:
            return self.names[by]
        if role == Role.PUBLIC:
            return "the person who told us"
        return "Threshold" if role == Role.SYSTEM else Role(role).words

    def about(self, line: Line) -> str:
        """Return whom a line is about, if it is about one child of several."""
        called = self.children.get(line.child or 0) or (
            self.subjects.get(line.subject) if line.subject else ""
        )
        return f" for {called}" if called else ""


def lines_of(
    contact: Contact, *, kind: Kind | None, before: Cursor | None, until: datetime | None
) -> list[Line]:
    """Return one line more than a page holds, newest first. The caller has guarded the contact."""
    asked: dict[str, Any] = {
        "contact": contact.pk,
        "about": contact.ledger_ref,
        "received": contact.received_at,
        "until": until,
        "most": AT_ONCE + 1,
        "written": before.written if before else None,
        "rank": before.rank if before else None,
        "row": before.row if before else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[kind], asked)
        return [Line(*row) for row in cursor.fetchall()]


def page_of(lines: Sequence[Line], known: Known, *, kind: Kind | None, before: Cursor | None) -> Timeline:
    """Return the page of the timeline that these lines make."""
    kept = lines[:AT_ONCE]
    last = kept[-1] if len(lines) > AT_ONCE else None
    return Timeline(
        entries=tuple(_entries(kept, known)),
        kind=kind,
        older=Cursor(last.written, last.rank, last.row).words if last else "",
        continued=before is not None,
    )


def refs_in(lines: Iterable[Line]) -> set[UUID]:
    """Return whose names the lines need."""
    return {line.by for line in lines if line.by is not None}


# The rank of each source: among lines of one moment, the act comes first and its consequences after it.
DECISIONS, APPROVALS, ACTS, SAYINGS, NAMINGS, CORRECTIONS, MESSAGES, FACTS, CROSSINGS, LETTERS = range(10)
LEADS = frozenset({DECISIONS, APPROVALS, ACTS, SAYINGS, NAMINGS, CORRECTIONS})


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'


VERSION = "it.event_at, it.recorded_at, it.by_ref, it.by_role"
NOTHING = {
    "what": "''", "code": "''", "says": "''", "child": "NULL::bigint", "subject": "NULL::uuid",
    "whom": "NULL", "team": "NULL", "sent": "NULL::timestamptz", "extra": "NULL::bigint",
}  # fmt: skip


PARTS = {
    "known_as": "name", "born_on": "date of birth", "age_words": "age", "expected_on": "date the baby is due",
    "address": "address", "school": "school", "more": "what else is known",
}  # fmt: skip
CORRECTED = ", ".join(
    f"CASE WHEN it.{name} IS DISTINCT FROM earlier.{name} THEN '{words}' END" for name, words in PARTS.items()
)


def _arm(
    rank: int,
    source: str,
    where: str,
    *,
    times: str = VERSION,
    written: str = "it.recorded_at",
    **columns: str,
) -> str:
    """Return the newest lines of one source, in the columns of all, after the place where a page ended."""
    shown = ", ".join({**NOTHING, **columns}.values())
    # Each source is cut before they are put together: the page then costs the same whatever its history.
    return f"""(SELECT {rank} AS rank, it.id AS row, {times}, {shown} FROM {source}
WHERE {where}
AND (%(until)s::timestamptz IS NULL OR {written} < %(until)s)
AND (%(written)s::timestamptz IS NULL OR {written} < %(written)s
  OR ({written} = %(written)s AND ({rank} > %(rank)s OR ({rank} = %(rank)s AND it.id < %(row)s))))
ORDER BY {written} DESC, it.id DESC LIMIT %(most)s)"""  # noqa: S608


# By hand: one statement over ten tables, which would take longer to put together than to run.
ARMS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.DECIDED,
        _arm(
            DECISIONS,
            f"{_table(Decision)} it JOIN {_table(Child)} child ON child.id = it.child_id",
            "child.contact_id = %(contact)s",
            what="it.outcome", says="it.reason", child="it.child_id",
        ),
    ),
    (
        Kind.DECIDED,
        _arm(
            APPROVALS,
            f"{_table(Approval)} it JOIN {_table(Child)} child ON child.id = it.child_id",
            "child.contact_id = %(contact)s",
            says="it.reason", child="it.child_id", extra="it.agreed::int::bigint",
        ),
    ),
    (
        Kind.DONE,
        _arm(
            ACTS,
            f"{_table(Act)} it LEFT JOIN {_table(Worker)} worker ON worker.id = it.to_worker_id "
            f"LEFT JOIN {_table(Team)} team ON team.id = it.to_team_id",
            "it.contact_id = %(contact)s",
            what="it.kind", code="it.code", says="it.words", child="it.child_id",
            whom="worker.name", team="team.name",
        ),
    ),
    (
        Kind.SAID,
        _arm(
            SAYINGS,
            f"{_table(ContactVersion)} it",
            "it.contact_id = %(contact)s",
            says="it.worry", extra="it.number::bigint",
        ),
    ),
    (
        Kind.SAID,
        _arm(
            NAMINGS,
            f"{_table(ReferrerVersion)} it JOIN {_table(Referrer)} referrer ON referrer.id = it.referrer_id",
            "referrer.about = %(about)s AND it.recorded_at > %(received)s",
        ),
    ),
    (
        Kind.SAID,
        _arm(
            CORRECTIONS,
            f"{_table(ChildVersion)} it JOIN {_table(Child)} child ON child.id = it.child_id "
            f"JOIN {_table(ChildVersion)} earlier "
            "ON earlier.child_id = it.child_id AND earlier.number = it.number - 1",
            "child.contact_id = %(contact)s",
            code=f"concat_ws(', ', {CORRECTED})", says="it.reason", child="it.child_id",
        ),
    ),
    (
        Kind.WRITTEN,
        _arm(
            MESSAGES, f"{_table(Message)} it", "it.about = %(about)s", what="it.direction", says="it.words"
        ),
    ),
    (
        Kind.CLOCKS,
        _arm(
            FACTS,
            f"{_table(Fact)} it JOIN {_table(Clock)} clock ON clock.id = it.clock_id",
            "clock.about = %(about)s",
            what="it.kind", code="clock.duty", says="it.reason", subject="clock.subject", team="it.due_on::text",
        ),
    ),
    (
        Kind.CLOCKS,
        _arm(
            CROSSINGS,
            f"{_table(Crossing)} it JOIN {_table(Clock)} clock ON clock.id = it.clock_id",
            "clock.about = %(about)s",
            what="it.tells", code="clock.duty", says="it.threshold", subject="clock.subject",
            extra="it.corrects_id",
        ),
    ),
    (
        Kind.SENT,
        _arm(
            LETTERS,
            f"{_table(Outgoing)} it",
            "it.about = %(about)s",
            times=f"it.made_at, it.made_at, NULL::uuid, '{Role.SYSTEM.value}'", written="it.made_at",
            what="it.channel", code="it.state", says="it.subject", whom="it.trouble", sent="it.sent_at",
        ),
    ),
)  # fmt: skip


def _query(kind: Kind | None) -> str:
    arms = "\nUNION ALL\n".join(arm for its_kind, arm in ARMS if kind in (None, its_kind))
    return f"SELECT * FROM (\n{arms}\n) AS line ORDER BY 4 DESC, 1, 2 DESC LIMIT %(most)s"  # noqa: S608


QUERIES: Mapping[Kind | None, str] = {kind: _query(kind) for kind in (None, *Kind)}


def _entries(lines: Sequence[Line], known: Known) -> Iterator[Entry]:
    for _, moment in groupby(lines, key=lambda line: (line.written, line.by, line.role)):
        together = list(moment)
        lead = next((line for line in together if line.rank in LEADS), None)
        if lead is None:
            yield from (_entry(line, known) for line in together)
            continue
        yield _entry(lead, known, together=[line for line in together if line.rank not in LEADS])
        yield from (_entry(line, known) for line in together if line.rank in LEADS and line is not lead)


def _entry(line: Line, known: Known, *, together: Sequence[Line] = ()) -> Entry:
    title, text = SAID_AS[line.rank](line, known)
    if not text:
        text = next((other.says for other in together if other.rank == MESSAGES), "")
    also = tuple(SAID_AS[other.rank](other, known)[0] for other in together if other.rank != MESSAGES)
    return Entry(
        title=title,
        by=known.who(line.by, line.role),
        event_at=line.happened,
        recorded_at=line.written if abs(line.written - line.happened) >= SAME_TIME else None,
        text=text,
        also=also,
        tone="late" if line.rank == CROSSINGS and line.extra is None and "late" in line.says else "",
    )


def _decision(line: Line, known: Known) -> tuple[str, str]:
    return f"Decided{known.about(line)}: {Outcome(line.what).words}", line.says


def _approval(line: Line, known: Known) -> tuple[str, str]:
    verb = "Decision approved" if line.extra else "Decision sent back"
    return f"{verb}{known.about(line)}", line.says


def _act(line: Line, known: Known) -> tuple[str, str]:
    kind = ActKind(line.what)
    title = f"{kind.words}{known.about(line)}"
    if kind is ActKind.HANDED_OVER:
        title = f"Handed over to {line.whom or line.team}"
    elif kind in WITH_PERSON and line.whom:
        title = f"{kind.words}: {line.whom}"
    elif kind in CODED and line.code:
        title = f"{CODED[kind][0]}: {CODED[kind][1](line.code).words}"
    elif kind is ActKind.TRANSFERRED:
        title = f"{kind.words}: {known.neighbours.get(line.code, line.code)}"
    return title, line.says


WITH_PERSON = frozenset({ActKind.ALERTED, ActKind.ALERT_RAISED})
CODED: Mapping[ActKind, tuple[str, type[Any]]] = {
    ActKind.RESPONDED: ("Response", Response),
    ActKind.SCREENED: ("Screened", Approach),
    ActKind.NOT_TOLD: ("Cannot tell the person who told us", NotTold),
}


def _saying(line: Line, known: Known) -> tuple[str, str]:
    if line.extra == 1:
        return "The report came in", ""
    return "Added what was learned late", "" if line.extra in known.shown_versions else line.says


def _naming(line: Line, known: Known) -> tuple[str, str]:
    return "Said who they are" if line.role == Role.PUBLIC else "Recorded who told us", ""


def _correction(line: Line, known: Known) -> tuple[str, str]:
    return f"Corrected what is known{known.about(line)}: {line.code}", line.says


def _message(line: Line, known: Known) -> tuple[str, str]:
    ours = line.what == Direction.OUT
    return "Message to the person who told us" if ours else "Message from the person who told us", line.says


def _fact(line: Line, known: Known) -> tuple[str, str]:
    kind, due = FactKind(line.what), f"{datetime.fromisoformat(line.team or ''):%-d %B %Y}"
    clock = f"“{DUTIES[line.code].title}”{known.about(line)}"
    said = {
        FactKind.STARTED: f"Clock started: {clock}, due {due}",
        FactKind.STOPPED: f"Clock stopped: {clock}",
        FactKind.PAUSED: f"Clock paused: {clock}",
        FactKind.RESUMED: f"Clock went on: {clock}, now due {due}",
        FactKind.EXTENDED: f"Clock extended: {clock}, now due {due}",
        FactKind.REANCHORED: f"Clock counted from another moment: {clock}, now due {due}",
        FactKind.RECOUNTED: f"Clock counted again with a changed calendar: {clock}, now due {due}",
    }
    return said[kind], line.says


def _crossing(line: Line, known: Known) -> tuple[str, str]:
    clock = f"“{DUTIES[line.code].title}”{known.about(line)}"
    if line.extra is not None:
        return f"No longer counted as reached, because the date moved: {clock}", ""
    return f"{clock}: {line.says.replace('-', ' ')}, the {line.what} is told", ""


def _letter(line: Line, known: Known) -> tuple[str, str]:
    channel = "E-mail" if line.what == Channel.EMAIL else "Text"
    state = {
        Delivery.WAITING: "waiting to go",
        Delivery.SENT: f"sent {_time(line.sent)}",
        Delivery.FAILED: f"could not be delivered ({line.whom})",
    }[Delivery(line.code)]
    return f"{channel} “{line.says}”: {state}", ""


def _time(moment: datetime | None) -> str:

    return f"{moment.astimezone(LONDON):%-d %B %Y, %H:%M}" if moment else ""


SAID_AS = (
    _decision, _approval, _act, _saying, _naming, _correction, _message, _fact, _crossing, _letter,
)  # fmt: skip
