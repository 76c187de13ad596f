"""How work lies with people and teams: who is away, who holds how much, what is late where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from threshold.clocks.rules import day_of
from threshold.clocks.rules.wording import day_words
from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Role, Viewer
from threshold.referrals.rows import NEVER_LATE
from threshold.refusals import NotFound
from threshold.staffing.queries import AbsenceFace, absences, colleagues, on_call, on_duty, team
from threshold.staffing.rules import AbsenceKind

from .worklist import CAP, Row, capped, lines_of, rows_of, visible

OLDEST = 10


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team: what they hold, what of it is late, and whether they are here."""

    id: int
    name: str
    role: str
    holds: str
    late: str
    presence: str
    away: bool
    duties: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team and who is in it."""

    id: int
    code: str
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What lies with a team: more than a hundred are not counted."""

    code: str
    name: str
    open: str
    late: str
    nobodys: str
    to_agree: str
    danger: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The front door at a glance: figures by team, and what has been open longest."""

    teams: tuple[TeamFigures, ...]
    oldest: tuple[Row, ...]


# Each count stops at the cap, so that a team with a million contacts costs no more than one with a hundred.
HELD = """
SELECT worker.id,
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE owner_id = worker.id AND closed_at IS NULL LIMIT %(cap)s) held),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE owner_id = worker.id AND closed_at IS NULL AND next_at < %(now)s
      AND next_duty <> ALL(%(never_late)s) LIMIT %(cap)s) late)
FROM staffing_worker worker WHERE worker.team_id = %(team)s AND worker.is_active
"""
FIGURES = """
SELECT team.code, team.name,
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = team.id AND closed_at IS NULL LIMIT %(cap)s) a),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = team.id AND closed_at IS NULL AND next_at < %(now)s
      AND next_duty <> ALL(%(never_late)s) LIMIT %(cap)s) b),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = team.id AND closed_at IS NULL AND owner_id IS NULL LIMIT %(cap)s) c),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = team.id AND closed_at IS NULL AND state = 'awaiting-approval' LIMIT %(cap)s) d),
  (SELECT count(*) FROM (SELECT 1 FROM referrals_contact
    WHERE team_id = team.id AND closed_at IS NULL AND danger AND decided_at IS NULL LIMIT %(cap)s) e)
FROM staffing_team team ORDER BY team.id
"""


def team_page(*, team_id: int | None, viewer: Viewer, now: datetime) -> TeamPage:
    """Return who is in a team, what each holds and who is away. No contact is shown, so nothing is read."""
    if not viewer.reads_cases:
        raise NotFound
    found = team(team_id=team_id or min(viewer.teams), viewer=viewer)
    held = _held(found.id, now)
    presence = absences(team_id=found.id, viewer=viewer)
    duties = _duties(now, viewer)
    members = [each for each in colleagues(viewer=viewer) if each.team_id == found.id]
    return TeamPage(
        id=found.id,
        code=found.code,
        name=found.name,
        members=tuple(
            Member(
                id=each.id,
                name=each.name,
                role=each.role.words,
                holds=capped(held[each.id][0]),
                late=capped(held[each.id][1]),
                presence=_presence(presence.get(each.id), now),
                away=each.id in presence and presence[each.id].kind is AbsenceKind.AWAY,
                duties=duties.get(each.id, ""),
            )
            for each in members
        ),
    )


@transaction.atomic
def overview(*, viewer: Viewer, route: str, now: datetime) -> Overview:
    """Return figures by team and the contacts that have been open longest; reading those is recorded."""
    if viewer.role not in {Role.MANAGER, Role.DIRECTOR}:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"cap": CAP + 1, "now": now, "never_late": list(NEVER_LATE)})
        figures = [TeamFigures(code, name, *map(capped, rest)) for code, name, *rest in cursor.fetchall()]
    open_longest = visible(viewer).filter(closed_at__isnull=True).order_by("received_at", "id")[:OLDEST]
    lines = lines_of(open_longest)
    shown = [line.ledger_ref for line in lines]
    record_read(viewer=viewer, route=route, kind=ReadKind.LIST, shown=shown, at=now)
    return Overview(
        teams=tuple(figures),
        oldest=rows_of(lines, viewer=viewer, now=now),
    )


def _held(team_id: int, now: datetime) -> dict[int, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"cap": CAP + 1, "now": now, "never_late": list(NEVER_LATE), "team": team_id})
        return {worker: (held, late) for worker, held, late in cursor.fetchall()}


def _duties(now: datetime, viewer: Viewer) -> Mapping[int, str]:
    found = {each.id: "on duty" for each in on_duty(at=now, viewer=viewer)}
    for level, each in enumerate(on_call(at=now, viewer=viewer), start=1):
        found[each.id] = ", ".join(filter(None, [found.get(each.id, ""), f"on call, {level} to be alerted"]))
    return found


def _presence(absence: AbsenceFace | None, now: datetime) -> str:
    if absence is None or absence.kind is not AbsenceKind.AWAY:
        return "Here"
    if absence.until is None:
        return "Away"
    return f"Away until {day_words(absence.until, today=day_of(now))}"
