"""Looking at everything that should be at work. What is read are counts and times, never what they are about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from threshold.clocks.rules import day_of
from threshold.clocks.rules.thresholds import short_horizons
from threshold.confidentiality.rules import Role, Viewer
from threshold.evidence.copies import last_copied
from threshold.law import CALENDARS
from threshold.ledger import queries as ledger
from threshold.messages.queries import deliveries
from threshold.refusals import NotFound

from .models import Incident
from .rules import (
    LATELY,
    UNSENT_LATELY,
    Code,
    Copies,
    Facts,
    Finding,
    Horizon,
    Log,
    Mail,
    Witness,
    Work,
    findings,
)

MOST = 10_000
"""How far things are counted; beyond that a number says no more than "many"."""

RECENT_DAYS = 30

HEARD = "SELECT max(last_heartbeat) FROM procrastinate_workers"
WAITING = """
SELECT count(*), min(event.at) FROM procrastinate_jobs job
JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= %s)
"""
FAILED = """
SELECT DISTINCT job.task_name FROM procrastinate_events event JOIN procrastinate_jobs job ON job.id = event.job_id
WHERE event.type = 'failed' AND event.at > %s ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class IncidentFace:
    """Something that was not as it should be, since when, when people were told, and when it was over."""

    code: Code
    about: str
    since: datetime
    told_at: datetime | None
    ended_at: datetime | None


def health(*, viewer: Viewer, now: datetime) -> tuple[Finding, ...]:
    """Return how each thing is, to an administrator or the system; anyone else gets NotFound."""
    if viewer.role not in {Role.ADMINISTRATOR, Role.SYSTEM}:
        raise NotFound
    return findings(
        Facts(
            log=_log(viewer),
            witnesses=tuple(
                Witness(each.witness, each.at, each.size, each.behind_since)
                for each in ledger.seen_by_witnesses(viewer=viewer)
            ),
            copies=_copies(),
            work=_work(now),
            mail=_mail(viewer, now),
            horizons=_horizons(now),
        ),
        now=now,
    )


def incidents(*, viewer: Viewer, now: datetime) -> tuple[IncidentFace, ...]:
    """Return what people were told of in the last 30 days, to an administrator, what is not over first."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotFound
    told = Incident.objects.filter(told_at__isnull=False, since__gt=now - timedelta(days=RECENT_DAYS))
    open_too = told | Incident.objects.filter(told_at__isnull=False, ended_at=None)
    rows = sorted(open_too, key=lambda row: (row.ended_at is not None, -row.since.timestamp()))
    return tuple(
        IncidentFace(Code(row.code), row.about, row.since, row.told_at, row.ended_at) for row in rows
    )


def _log(viewer: Viewer) -> Log:
    waiting, head = ledger.waiting(viewer=viewer), ledger.head(viewer=viewer)
    signed = ledger.newest_checkpoint(viewer=viewer)
    unsigned = Incident.objects.filter(code=Code.SIGNER, ended_at=None)
    if signed:
        # A head that was ahead of an older checkpoint may have been signed since.
        unsigned = unsigned.filter(since__gt=signed.at)
    return Log(
        waiting=waiting.number,
        oldest_waiting=waiting.since,
        size=head.size if head else 0,
        moved_at=head.at if head else None,
        signed_size=signed.size if signed else 0,
        signed_root_fits=not (head and signed and head.size == signed.size and head.root != signed.root),
        signed_at=signed.at if signed else None,
        unsigned_since=unsigned.values_list("since", flat=True).first(),
    )


def _copies() -> Copies:
    known = last_copied()
    return Copies(known.database, known.log)


def _work(now: datetime) -> Work:
    (heard,) = _row(HEARD)
    waiting, oldest = _row(WAITING, now)
    with connection.cursor() as cursor:
        cursor.execute(FAILED, [now - LATELY])
        failed = tuple(name for (name,) in cursor.fetchall())
    return Work(heard, waiting, oldest, failed)


def _mail(viewer: Viewer, now: datetime) -> Mail:
    sending = deliveries(most=MOST, failed_since=now - UNSENT_LATELY, viewer=viewer)
    return Mail(sending.waiting, sending.oldest_waiting, sending.failed)


def _horizons(now: datetime) -> tuple[Horizon, ...]:
    trouble = {each.calendar: each.says for each in short_horizons(CALENDARS, today=day_of(now))}
    return tuple(Horizon(each.title, each.until, trouble.get(each.code, "")) for each in CALENDARS.values())


def _row(statement: str, *given: datetime) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return tuple(cursor.fetchone())
