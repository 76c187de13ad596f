"""Put a configuration file in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.staffing import rules
from threshold.staffing.models import ConfigurationVersion, Installation, Slot, Team, Worker


@transaction.atomic
def configure(*, content: Mapping[str, Any], by: Viewer, at: datetime) -> rules.Configuration:
    """Check the whole file first, then keep it as a version and bring teams, workers and rota into line.

    Workers missing from the file are left as they are: leaving is an act of its own, which returns their work.
    """
    read = rules.configuration_from(content)
    installation, _ = Installation.objects.get_or_create(the_only=True)
    version = ConfigurationVersion.objects.create(
        installation=installation,
        content=_plain(content),
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    teams = {team.code: _keep_team(team) for team in read.teams}
    workers = {worker.email: _keep_worker(worker, teams, at) for worker in read.workers}
    _keep_rota(read.rota, workers)
    append("configuration.put-in-force", record=installation, version=version, by=by, at=at)
    return read


def _keep_team(team: rules.TeamSetting) -> Team:
    facts = {"name": team.name, "kind": team.kind, "accept_minutes": team.accept_minutes}
    return Team.objects.update_or_create(code=team.code, defaults=facts)[0]


def _keep_worker(worker: rules.WorkerSetting, teams: dict[str, Team], at: datetime) -> Worker:
    facts = {
        "name": worker.name,
        "phone": worker.phone,
        "role": worker.role,
        "team": teams[worker.team],
    }
    new = {**facts, "joined_at": at, "password": "!"}
    return Worker.objects.update_or_create(email=worker.email, defaults=facts, create_defaults=new)[0]


def _keep_rota(slots: tuple[rules.SlotSetting, ...], workers: dict[str, Worker]) -> None:
    Slot.objects.all().delete()
    Slot.objects.bulk_create(
        Slot(
            worker=workers[slot.worker],
            kind=slot.kind,
            level=slot.level,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
        )
        for slot in slots
    )


def _plain(value: Any) -> Any:
    """Return the file's content with moments as text, so that it can be kept as JSON and read again."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
