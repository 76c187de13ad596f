"""Stop many clocks at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.models import Clock, Fact
from threshold.clocks.queries import standing_of
from threshold.clocks.rows import insert_facts, stop_clocks
from threshold.clocks.rules import FactKind, Stop
from threshold.confidentiality.rules import Viewer


@transaction.atomic(savepoint=False)
def stop_many(stops: Sequence[Stop], *, by: Viewer, at: datetime) -> None:
    """Stop these clocks, or raise NotRunning if one of them does not run. A late duty stays late."""
    rows = _running(stops)
    facts = []
    for stop in stops:
        if (clock := rows.pop((stop.subject, stop.duty), None)) is None:
            raise rules.NotRunning
        facts.append(_stop(clock, stop, by=by, at=at))
    stop_clocks([fact.clock for fact in facts])
    insert_facts(facts)


def _running(stops: Sequence[Stop]) -> dict[tuple[object, str], Clock]:
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
