"""The one way in which clocks are stopped, for one act or for many written together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from threshold.clocks import rules
from threshold.clocks.models import Clock, Fact
from threshold.clocks.queries import standing_of
from threshold.clocks.rows import stop_clocks
from threshold.clocks.rules import FactKind, Stop
from threshold.confidentiality.rules import Viewer
from threshold.ledger.inserting import insert


@dataclass(frozen=True, slots=True)
class Stopped:
    """One stop with who recorded it, and when."""

    stop: Stop
    by: Viewer
    at: datetime


def write_stops(stops: Sequence[Stopped]) -> None:
    """Stop these clocks, or raise NotRunning if one of them does not run."""
    rows = _running(each.stop for each in stops)
    facts = []
    for each in stops:
        if (clock := rows.pop((each.stop.subject, each.stop.duty), None)) is None:
            raise rules.NotRunning
        facts.append(_stop(clock, each.stop, by=each.by, at=each.at))
    stop_clocks([fact.clock for fact in facts])
    insert(*facts)


def _running(stops: Iterable[Stop]) -> dict[tuple[object, str], Clock]:
    stops = list(stops)
    rows = Clock.objects.select_for_update().filter(
        subject__in={each.subject for each in stops},
        duty__in={each.duty for each in stops},
        stopped_at__isnull=True,
    )
    return {(row.subject, row.duty): row for row in rows.order_by("id")}


def _stop(clock: Clock, stop: Stop, *, by: Viewer, at: datetime) -> Fact:
    """Change the row and return the fact that says so."""
    event_at = stop.event_at or at
    if event_at > at:
        raise rules.InTheFuture
    if clock.paused_at is not None:
        due = standing_of(clock, at=event_at).due
        clock.due_on, clock.due_at, clock.paused_at = due.on, due.at, None
    clock.stopped_at, clock.ending = event_at, stop.ending
    return Fact(
        clock=clock,
        kind=FactKind.STOPPED,
        event_at=event_at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
        reason=stop.reason,
        due_on=clock.due_on,
    )
