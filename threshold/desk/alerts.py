"""Alerts that nobody has seen yet: which child, who was told, and for how long they have been silent."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Viewer
from threshold.referrals.models import Alarm

from .worklist import time_words, visible

MOST = 100


@dataclass(frozen=True, slots=True)
class Unseen:
    """A contact whose alerts nobody has seen."""

    ref: str
    who: str
    told: str
    first_at: datetime
    waited: str


@transaction.atomic
def alerts(*, viewer: Viewer, route: str, now: datetime) -> tuple[Unseen, ...]:
    """Return the open contacts with unseen alerts that the viewer may see or was told of, longest unseen first."""
    open_ones = visible(viewer).filter(closed_at__isnull=True)
    rows = (
        Alarm.objects.filter(Q(contact__in=open_ones) | Q(worker=viewer.worker_id))
        .filter(seen_at__isnull=True, contact__closed_at__isnull=True)
        .select_related("contact", "worker")
        .order_by("sent_at", "id")[:MOST]
    )
    by_contact: dict[int, list[Alarm]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id, []).append(row)
    found = list(by_contact.values())
    shown = [each[0].contact.ledger_ref for each in found]
    record_read(viewer=viewer, route=route, kind=ReadKind.LIST, shown=shown, at=now)
    return tuple(_unseen(each, now) for each in found)


def _unseen(alarms: list[Alarm], now: datetime) -> Unseen:
    first = alarms[0]
    return Unseen(
        ref=first.contact.ref,
        who=first.contact.called or "A child whose name is not known",
        told=", then ".join(alarm.worker.name for alarm in alarms),
        first_at=first.sent_at,
        waited=time_words(now - first.sent_at),
    )
