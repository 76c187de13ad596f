"""All reading of threads and of what went out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from threshold.confidentiality.rules import Viewer

from .models import Message, Outgoing
from .rules import Delivery, Direction, once_of


@dataclass(frozen=True, slots=True)
class MessageFace:
    """One message as it is shown. `by_ref` is empty for the person who told us."""

    direction: Direction
    words: str
    at: datetime
    by_ref: UUID | None


def thread_of(
    *, about: UUID, viewer: Viewer, newest: int | None = None, until: datetime | None = None
) -> tuple[MessageFace, ...]:
    """Return a contact's thread, oldest first. The caller has shown that the viewer may open the contact.

    `newest` leaves out all but so many; `until` leaves out what was recorded from that moment on.
    """
    rows = Message.objects.filter(about=about)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    found = reversed(rows.order_by("-id")[:newest])
    return tuple(MessageFace(Direction(row.direction), row.words, row.event_at, row.by_ref) for row in found)


def is_written(*, about: UUID, page: UUID | None, words: str, viewer: Viewer) -> bool:
    """Return whether these words have come from this page already, as when a button is pressed twice."""
    once = once_of(page, words)
    return once is not None and Message.objects.filter(about=about, once=once).exists()


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How sending stands: what waits, since when, and what could not be sent lately. Counting stops at `most`."""

    waiting: int
    oldest_waiting: datetime | None
    failed: int


def deliveries(*, most: int, failed_since: datetime, viewer: Viewer) -> Deliveries:
    """Return how sending stands, without a word of what is sent or to whom; of failures, those made since then."""
    waiting = Outgoing.objects.filter(state=Delivery.WAITING)
    return Deliveries(
        waiting=waiting.values("pk")[:most].count(),
        oldest_waiting=waiting.order_by("next_try_at").values_list("made_at", flat=True).first(),
        failed=Outgoing.objects.filter(state=Delivery.FAILED, made_at__gte=failed_since)
        .values("pk")[:most]
        .count(),
    )
