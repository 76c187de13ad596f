"""Count some open clocks again with one calendar."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.correct_crossings import correct_crossings
from threshold.clocks.models import Clock, Fact
from threshold.clocks.queries import fact_of, limit_of
from threshold.clocks.rules import Due, FactKind, Move
from threshold.confidentiality.rules import Viewer
from threshold.law import Calendar
from threshold.ledger.actions.append_many import append_many
from threshold.ledger.rows import Act

CALENDAR_CHANGED = "The calendar of bank holidays has changed."


@transaction.atomic(savepoint=False)
def recount_clocks(clocks: Sequence[Clock], *, calendar: Calendar, by: Viewer, at: datetime) -> list[Move]:
    """Count these locked clocks again with this calendar; record and return each move."""
    facts = _facts(clocks)
    moves = []
    for clock in clocks:
        old, new = Due(on=clock.due_on, at=clock.due_at), _due(clock, facts[clock.id], calendar)
        clock.due_on, clock.due_at, clock.calendar_version = new.on, new.at, calendar.version
        if new != old:
            moves.append(_move(clock, old=old, new=new))
    Clock.objects.bulk_update(clocks, ["due_on", "due_at", "calendar_version"])
    _record(moves, {clock.id: clock for clock in clocks}, by=by, at=at)
    return moves


def _facts(clocks: Sequence[Clock]) -> dict[UUID, list[Fact]]:
    facts: dict[UUID, list[Fact]] = {clock.id: [] for clock in clocks}
    for row in Fact.objects.filter(clock__in=clocks).order_by("id"):
        facts[row.clock_id].append(row)
    return facts


def _due(clock: Clock, facts: Sequence[Fact], calendar: Calendar) -> Due:
    # Counted as at the last fact, as the row's own date was: only the calendar differs, even in a pause.
    counted_at = max(each.recorded_at for each in facts if each.kind != FactKind.RECOUNTED)
    told = [fact_of(each) for each in facts]
    return rules.fold(told, limit=limit_of(clock), calendar=calendar, at=counted_at).due


def _move(clock: Clock, *, old: Due, new: Due) -> Move:
    return Move(clock=clock.id, duty=clock.duty, subject=clock.subject, about=clock.about, old=old, new=new)


def _record(moves: Sequence[Move], clocks: Mapping[UUID, Clock], *, by: Viewer, at: datetime) -> None:
    facts = Fact.objects.bulk_create(
        Fact(
            clock=clocks[move.clock],
            kind=FactKind.RECOUNTED,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
            reason=CALENDAR_CHANGED,
            due_on=move.new.on,
        )
        for move in moves
    )
    append_many([Act("clock.recounted", record=fact.clock, version=fact, by=by, at=at) for fact in facts])
    correct_crossings({move.clock: move.old.at for move in moves}, by=by, at=at)
