"""Record what happened to a running clock."""

from datetime import datetime

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.correct_crossings import correct_crossings
from threshold.clocks.actions.recount_clocks import recount_clocks
from threshold.clocks.models import Clock, Fact
from threshold.clocks.queries import fact_of, facts_of, limit_of
from threshold.clocks.rules import Due
from threshold.confidentiality.rules import SYSTEM, Viewer
from threshold.law import CALENDARS
from threshold.ledger.actions.append import append


@transaction.atomic
def record_fact(clock: Clock, fact: rules.Fact, *, by: Viewer, at: datetime) -> Due:
    """Add the fact to a locked clock, with its ledger entry, and return when it is due now."""
    # A date that moves because a holiday was proclaimed must not look as if this fact had moved it.
    if clock.calendar_version != (calendar := CALENDARS[clock.calendar]).version:
        recount_clocks([clock], calendar=calendar, by=SYSTEM, at=at)
    before = clock.due_at
    due = _refold(clock, fact, at=at)
    version = Fact.objects.create(
        clock=clock,
        kind=fact.kind,
        event_at=fact.at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
        amount=fact.amount,
        reason=fact.reason,
        due_on=due.on,
    )
    if due.at != before:
        correct_crossings({clock.id: before}, by=by, at=at)
    append(f"clock.{fact.kind}", record=clock, version=version, by=by, at=at)
    return due


def _refold(clock: Clock, fact: rules.Fact, *, at: datetime) -> Due:
    calendar = CALENDARS[clock.calendar]
    facts = [*(fact_of(each) for each in facts_of(clock)), fact]
    standing = rules.fold(facts, limit=limit_of(clock), calendar=calendar, at=at)
    clock.due_on, clock.due_at = standing.due.on, standing.due.at
    clock.paused_at = standing.paused_at
    clock.save(update_fields=["due_on", "due_at", "paused_at"])
    return standing.due
