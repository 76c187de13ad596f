"""What is due, in order: mine, my team's, nobody's. Reading it is recorded in the transaction that reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from threshold.clocks.queries import Face, next_faces
from threshold.clocks.rules import Due, Tone, amount_words, day_of, tone, words
from threshold.clocks.rules.wording import day_words
from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Role, Viewer
from threshold.law import CALENDARS, Unit
from threshold.referrals.models import Contact
from threshold.referrals.rows import ACCEPT, NEVER_LATE
from threshold.referrals.rules.codes import shown
from threshold.referrals.rules.words import Door, State, Teller
from threshold.refusals import NotFound
from threshold.staffing.queries import teams, worker_names

PAGE = 50
CAP = 100
ON_TOP = 10
# The time to take something on is counted in minutes; no holidays enter.
MINUTES_COUNT_ALWAYS = next(iter(CALENDARS.values()))


class Whose(StrEnum):
    """Whose work a list shows."""

    MINE = "mine"
    TEAM = "team"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `team` is a number, or nothing for the viewer's own."""

    whose: Whose = Whose.MINE
    team: int | None = None
    state: State | None = None
    late: bool = False
    danger: bool = False
    unidentified: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: what follows it, or what comes before."""

    next_at: datetime
    id: int
    before: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A short word beside a row, with how loud it is."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """What is due next, in words."""

    duty: str
    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Row:
    """One contact as a colleague would say it."""

    ref: str
    who: str
    what: str
    owner: str
    why: str
    clock: ClockLine | None
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are in each list, in words: more than a hundred are not counted."""

    mine: str
    team: str
    nobodys: str
    late: str
    alerts: str
    first: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """One page of a list. `earlier` and `later` are the places of the pages beside it, if there are any."""

    rows: tuple[Row, ...]
    on_top: tuple[Row, ...]
    earlier: Place | None
    later: Place | None
    counts: Counts


class Line(NamedTuple):
    """The columns of a contact that lists are made of."""

    id: int
    ledger_ref: UUID
    ref: str
    called: str
    door: str
    teller: str
    standing: str
    identified: bool
    danger: bool
    state: str
    next_at: datetime | None
    next_duty: str
    unowned_since: datetime | None
    waiting_messages: int
    received_at: datetime
    closed_at: datetime | None
    owner_id: int | None
    team_id: int
    offered_to_id: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the workers and teams on a page. Joined in the list's own query, they would cost its order."""

    workers: Mapping[int, str]
    teams: Mapping[int, str]


@transaction.atomic
def worklist(
    *, filters: Filters, place: Place | None = None, viewer: Viewer, route: str, now: datetime
) -> Worklist:
    """Return one page of a list, with what is dangerous on top of its first page. One row says that it was read."""
    scope = _scope(filters, viewer)
    lines, earlier, later = _page(narrowed(scope, filters, now=now), place)
    counts = _counts(filters.team, viewer, now)
    on_top = [] if place or counts.first == "0" else _in_danger(filters, viewer)
    above = {line.id for line in on_top}
    lines = on_top + [line for line in lines if line.id not in above]
    made = rows_of(lines, viewer=viewer, now=now)
    refs = [line.ledger_ref for line in lines]
    record_read(viewer=viewer, route=route, kind=ReadKind.LIST, shown=refs, at=now)
    return Worklist(
        rows=made[len(on_top) :],
        on_top=made[: len(on_top)],
        earlier=earlier,
        later=later,
        counts=counts,
    )


@transaction.atomic
def everywhere(
    *, filters: Filters, place: Place | None = None, viewer: Viewer, route: str, now: datetime
) -> Worklist:
    """Return one page of what the viewer may see of the whole front door, such as what waits for a second person."""
    lines, earlier, later = _page(narrowed(visible(viewer), filters, now=now), place)
    made = rows_of(lines, viewer=viewer, now=now)
    refs = [line.ledger_ref for line in lines]
    record_read(viewer=viewer, route=route, kind=ReadKind.LIST, shown=refs, at=now)
    return Worklist(rows=made, on_top=(), earlier=earlier, later=later, counts=_counts(None, viewer, now))


def visible(viewer: Viewer) -> QuerySet[Contact]:
    """Return the contacts a viewer may see in lists: the same rule as for opening one."""
    if not viewer.reads_cases:
        raise NotFound
    if viewer.role is not Role.SOCIAL_WORKER:
        return Contact.objects.all()
    theirs = Q(owner=viewer.worker_id) | Q(offered_to=viewer.worker_id) | Q(team__in=viewer.teams)
    return Contact.objects.filter(theirs)


def narrowed(rows: QuerySet[Contact], filters: Filters, *, now: datetime) -> QuerySet[Contact]:
    """Return the open contacts among `rows` that the filters leave."""
    rows = rows.filter(closed_at__isnull=True)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.late:
        rows = rows.filter(next_at__lt=now).exclude(next_duty__in=NEVER_LATE)
    if filters.danger:
        rows = rows.filter(danger=True, decided_at__isnull=True)
    if filters.unidentified:
        rows = rows.filter(teller=Teller.PROFESSIONAL, identified=False)
    return rows


def rows_of(lines: Sequence[Line], *, viewer: Viewer, now: datetime) -> tuple[Row, ...]:
    """Return contacts in words, with what is due next on each."""
    due = next_faces(about=[line.ledger_ref for line in lines], viewer=viewer, now=now)
    held_by = {each for line in lines for each in (line.owner_id, line.offered_to_id) if each}
    names = Names(
        workers=worker_names(ids=held_by, viewer=viewer),
        teams={each.id: each.name for each in teams(viewer=viewer)},
    )
    return tuple(_row(line, due.get(line.ledger_ref), names, now) for line in lines)


def lines_of(rows: QuerySet[Contact]) -> list[Line]:
    """Return the columns that lists are made of."""
    return [Line(*columns) for columns in rows.values_list(*Line._fields)]


def _scope(filters: Filters, viewer: Viewer) -> QuerySet[Contact]:
    if not viewer.reads_cases:
        raise NotFound
    if filters.whose is Whose.MINE:
        return Contact.objects.filter(owner=viewer.worker_id)
    team = _team(filters.team, viewer)
    nobodys = {"owner__isnull": True} if filters.whose is Whose.NOBODYS else {}
    return Contact.objects.filter(team=team, **nobodys)


def _team(team: int | None, viewer: Viewer) -> int:
    """Return the team to show; a team a social worker is not in is answered as if there were none."""
    own = min(viewer.teams)
    if viewer.role is Role.SOCIAL_WORKER and team not in (None, own):
        raise NotFound
    return team or own


def _in_danger(filters: Filters, viewer: Viewer) -> list[Line]:
    """Return what comes first: children who may not be safe now, and what is offered to the viewer."""
    team = _team(filters.team, viewer)
    near = Q(team=team) | Q(owner=viewer.worker_id)
    danger = Contact.objects.filter(near, danger=True, closed_at__isnull=True, decided_at__isnull=True)
    offered = Contact.objects.filter(offered_to=viewer.worker_id, closed_at__isnull=True)
    first = lines_of(danger.order_by("next_at", "id")[:ON_TOP])
    known = {line.id for line in first}
    more = lines_of(offered.order_by("next_at", "id")[:ON_TOP])
    return first + [line for line in more if line.id not in known]


def _page(rows: QuerySet[Contact], place: Place | None) -> tuple[list[Line], Place | None, Place | None]:
    """Return the lines at a place in the order of their next date, and the places beside them."""
    back = place is not None and place.before
    if place:
        rows = rows.filter(_beyond(place))
    order = ("-next_at", "-id") if back else ("next_at", "id")
    lines = lines_of(rows.order_by(*order)[: PAGE + 1])
    more = len(lines) > PAGE
    lines = lines[:PAGE]
    if back:
        lines.reverse()
    earlier = bool(lines and place and (more if back else True))
    later = bool(lines and (back or more))
    return (
        lines,
        _place(lines[0], before=True) if earlier else None,
        _place(lines[-1], before=False) if later else None,
    )


def _place(line: Line, *, before: bool) -> Place | None:
    return Place(line.next_at, line.id, before) if line.next_at else None


def _beyond(place: Place) -> Q:
    # The first part alone lets the index start where the page does.
    if place.before:
        return Q(next_at__lte=place.next_at) & (Q(next_at__lt=place.next_at) | Q(id__lt=place.id))
    return Q(next_at__gte=place.next_at) & (Q(next_at__gt=place.next_at) | Q(id__gt=place.id))


def _row(line: Line, face: Face | None, names: Names, now: datetime) -> Row:
    teller, door, state = Teller(line.teller), Door(line.door), State(line.state)
    day = day_words(day_of(line.received_at), today=day_of(now))
    said = teller.words[0].upper() + teller.words[1:]
    return Row(
        ref=line.ref,
        who=line.called or "A child whose name is not known",
        what=f"{said} told us by {door.words} on {day}: {state.words}.",
        owner=_owner(line, names, now),
        why=f"{_where(line, names)} · {shown(line.ref)}",
        clock=_clock(line, face, now),
        tags=tuple(_tags(line)),
    )


def _owner(line: Line, names: Names, now: datetime) -> str:
    if line.closed_at:
        return f"Closed on {day_words(day_of(line.closed_at), today=day_of(now))}"
    if line.owner_id:
        return f"With {names.workers[line.owner_id]}"
    since = line.unowned_since or line.received_at
    return f"With nobody for {time_words(now - since)}"


def _where(line: Line, names: Names) -> str:
    if line.offered_to_id:
        return f"Offered to {names.workers[line.offered_to_id]}"
    return names.teams[line.team_id]


def _tags(line: Line) -> list[Tag]:
    tags = [Tag("A child may not be safe now", "red")] if line.danger else []
    if line.teller == Teller.PROFESSIONAL and not line.identified:
        tags.append(Tag("Professional without a name", "yellow"))
    if line.waiting_messages:
        tags.append(Tag("They wrote and wait for an answer", "blue"))
    return tags


def _clock(line: Line, face: Face | None, now: datetime) -> ClockLine | None:
    if line.next_at is None:
        return None
    if line.next_duty == ACCEPT:
        due = Due(on=day_of(line.next_at), at=line.next_at)
        told: dict[str, Any] = {
            "unit": Unit.MINUTES, "calendar": MINUTES_COUNT_ALWAYS, "paused_at": None, "stopped_at": None, "now": now,
        }  # fmt: skip
        return ClockLine("Take it on", words(due, ending=None, **told), tone(due, **told))
    if face is None:
        return ClockLine("Close it", "nothing else is left to do", Tone.SOON)
    return ClockLine(face.title, face.words, face.tone)


def time_words(by: timedelta) -> str:
    """Return how long something has lasted, in its largest whole unit: "3 hours"."""
    if by < timedelta(hours=1):
        return amount_words(max(1, by // timedelta(minutes=1)), Unit.MINUTES)
    if by < timedelta(days=2):
        return amount_words(by // timedelta(hours=1), Unit.HOURS)
    return amount_words(by // timedelta(days=1), Unit.CALENDAR_DAYS)


# Six capped counts in one statement. None looks further than it has to.
COUNTS = """
SELECT
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE owner_id = %(me)s AND closed_at IS NULL LIMIT %(cap)s) a),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = %(team)s AND closed_at IS NULL LIMIT %(cap)s) b),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = %(team)s AND owner_id IS NULL AND closed_at IS NULL LIMIT %(cap)s) c),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = %(team)s AND next_at < %(now)s AND next_duty <> ALL(%(never_late)s)
    AND closed_at IS NULL LIMIT %(cap)s) d),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_alarm alarm JOIN referrals_contact contact
    ON contact.id = alarm.contact_id WHERE alarm.seen_at IS NULL AND contact.closed_at IS NULL
    AND (%(front_door)s OR contact.team_id = %(team)s OR contact.owner_id = %(me)s) LIMIT %(cap)s) e),
  (SELECT count(*) FROM (
    (SELECT 1 FROM referrals_contact WHERE danger AND decided_at IS NULL AND closed_at IS NULL
      AND (team_id = %(team)s OR owner_id = %(me)s) LIMIT %(cap)s)
    UNION ALL
    (SELECT 1 FROM referrals_contact WHERE offered_to_id = %(me)s AND closed_at IS NULL LIMIT %(cap)s)) f)
"""


def _counts(team: int | None, viewer: Viewer, now: datetime) -> Counts:
    asked = {
        "me": viewer.worker_id,
        "team": _team(team, viewer),
        "front_door": viewer.role is not Role.SOCIAL_WORKER,
        "now": now,
        "never_late": list(NEVER_LATE),
        "cap": CAP + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, asked)
        numbers = cursor.fetchone()
    return Counts(*(capped(number) for number in numbers))


def capped(number: int) -> str:
    """Return a number as lists show it: "100+" where counting stopped."""
    return f"{CAP}+" if number > CAP else str(number)
