"""All reading about the people who work here and the configuration in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import connection

from threshold.confidentiality.rules import Role, Viewer
from threshold.refusals import NotFound, Refused

from . import rules
from .models import Absence, ConfigurationVersion, Slot, Team, Worker

KEPT_FOR_SECONDS = 5.0
STAY = f'SELECT 1 FROM "{Worker._meta.db_table}" WHERE id = %s FOR SHARE'  # noqa: S608


class NotConfigured(Refused):
    """There is no configuration yet, so there is no front door to show."""

    says = "This installation has no configuration yet. Run: threshold configure FILE.toml"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A worker as colleagues see them."""

    id: int
    ref: UUID
    name: str
    email: str
    phone: str
    role: Role
    team_id: int
    team: str
    active: bool


@dataclass(frozen=True, slots=True)
class TeamFace:
    """A team as it is shown and chosen."""

    id: int
    code: str
    name: str
    kind: rules.TeamKind
    accept_within: timedelta


class _Kept:
    """The configuration and teams read last, kept for a few seconds: every page needs them, and they rarely change."""

    read: rules.Configuration | None = None
    teams: tuple[TeamFace, ...] = ()
    until: float = 0.0


def configuration(*, viewer: Viewer) -> rules.Configuration:
    """Return the configuration in force, at most five seconds old. Anyone may read it."""
    if _Kept.read is not None and monotonic() < _Kept.until:
        return _Kept.read
    version = ConfigurationVersion.objects.order_by("-id").values_list("content", flat=True).first()
    if version is None:
        raise NotConfigured
    _Kept.read = rules.configuration_from(version)
    _Kept.teams = tuple(_face(row) for row in Team.objects.order_by("id"))
    _Kept.until = monotonic() + KEPT_FOR_SECONDS
    return _Kept.read


def forget_configuration(*, viewer: Viewer) -> None:
    """Read the configuration afresh next time, as after a change to it."""
    _Kept.read = None


def front_door_team(*, viewer: Viewer) -> TeamFace:
    """Return the team that new contacts go to: the first front-door team in the file."""
    return next(t for t in teams(viewer=viewer) if t.kind is rules.TeamKind.FRONT_DOOR)


def teams(*, viewer: Viewer) -> tuple[TeamFace, ...]:
    """Return every team, oldest first, as kept with the configuration."""
    configuration(viewer=viewer)
    return _Kept.teams


def team(*, team_id: int, viewer: Viewer) -> TeamFace:
    """Return one team, or NotFound."""
    found = next((face for face in teams(viewer=viewer) if face.id == team_id), None)
    if found is None:
        raise NotFound
    return found


def colleagues(*, viewer: Viewer) -> tuple[Colleague, ...]:
    """Return everyone who works here now, by name."""
    rows = Worker.objects.filter(is_active=True).select_related("team").order_by("name")
    return tuple(_colleague(row) for row in rows)


def colleague(*, worker_id: int, viewer: Viewer, lock: bool = False) -> Colleague:
    """Return one worker, working or gone, or NotFound. With `lock` nobody can record meanwhile that they are gone."""
    if lock:
        # Shared: others may count on the same person being here, and only their going has to wait.
        with connection.cursor() as cursor:
            cursor.execute(STAY, [worker_id])
    row = Worker.objects.filter(pk=worker_id).select_related("team").first()
    if row is None:
        raise NotFound
    return _colleague(row)


@dataclass(frozen=True, slots=True)
class AbsenceFace:
    """The newest word about whether somebody is here. `until` is the last day away, if it is known."""

    kind: rules.AbsenceKind
    until: date | None


def absences(*, team_id: int, viewer: Viewer) -> dict[int, AbsenceFace]:
    """Return the newest absence, or return, of each worker in a team for whom there is one."""
    rows = Absence.objects.filter(worker__team=team_id).order_by("worker", "-id").distinct("worker")
    return {row.worker_id: AbsenceFace(rules.AbsenceKind(row.kind), row.until) for row in rows}


@dataclass(frozen=True, slots=True)
class VersionFace:
    """A configuration that was put in force: when, by whom, and whether it still holds."""

    number: int
    at: datetime
    by_ref: UUID | None
    by_role: Role


def configuration_versions(*, viewer: Viewer) -> tuple[VersionFace, ...]:
    """Return the last fifty configurations, newest first."""
    rows = ConfigurationVersion.objects.order_by("-id").defer("content")[:50]
    return tuple(VersionFace(row.pk, row.event_at, row.by_ref, Role(row.by_role)) for row in rows)


@dataclass(frozen=True, slots=True)
class SlotFace:
    """A stretch of the rota that is running or to come."""

    name: str
    kind: rules.SlotKind
    level: int
    starts_at: datetime
    ends_at: datetime


def rota(*, at: datetime, viewer: Viewer) -> tuple[SlotFace, ...]:
    """Return the next hundred stretches of duty and on call, from those that run at a moment."""
    rows = Slot.objects.filter(ends_at__gt=at).select_related("worker").order_by("starts_at", "level")[:100]
    return tuple(
        SlotFace(row.worker.name, rules.SlotKind(row.kind), row.level, row.starts_at, row.ends_at)
        for row in rows
    )


def names_of(*, refs: Sequence[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Return the names behind pseudonymous references, for screens that say who did what."""
    return dict(Worker.objects.filter(ledger_ref__in=set(refs)).values_list("ledger_ref", "name"))


def worker_names(*, ids: Collection[int], viewer: Viewer) -> dict[int, str]:
    """Return the names of workers, working or gone, by number, for lists that say who holds what."""
    return dict(Worker.objects.filter(pk__in=ids).values_list("pk", "name"))


def on_call(*, at: datetime, viewer: Viewer) -> tuple[Colleague, ...]:
    """Return who is on call at a moment, in the order in which they are alerted."""
    slots = Slot.objects.filter(
        kind=rules.SlotKind.ON_CALL, starts_at__lte=at, ends_at__gt=at, worker__is_active=True
    )
    rows = slots.select_related("worker__team").order_by("level", "id")
    return tuple(_colleague(slot.worker) for slot in rows)


def on_duty(*, at: datetime, viewer: Viewer) -> tuple[Colleague, ...]:
    """Return who is on duty at a moment."""
    slots = Slot.objects.filter(
        kind=rules.SlotKind.DUTY, starts_at__lte=at, ends_at__gt=at, worker__is_active=True
    )
    return tuple(
        _colleague(slot.worker) for slot in slots.select_related("worker__team").order_by("level", "id")
    )


def viewer_for(*, worker_id: int, viewer: Viewer) -> Viewer:
    """Return the viewer that a signed-in worker is, or NotFound for somebody who has left."""
    row = Worker.objects.filter(pk=worker_id, is_active=True).first()
    if row is None:
        raise NotFound
    return Viewer(
        ref=row.ledger_ref,
        worker_id=row.pk,
        name=row.name,
        role=Role(row.role),
        teams=frozenset({row.team_id}),
        origin=viewer.origin,
    )


def _face(row: Team) -> TeamFace:
    return TeamFace(
        row.pk, row.code, row.name, rules.TeamKind(row.kind), timedelta(minutes=row.accept_minutes)
    )


def _colleague(row: Worker) -> Colleague:
    return Colleague(
        id=row.pk,
        ref=row.ledger_ref,
        name=row.name,
        email=row.email,
        phone=row.phone,
        role=Role(row.role),
        team_id=row.team_id,
        team=row.team.name,
        active=row.is_active,
    )
