"""Pause a clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.record_fact import record_fact
from threshold.clocks.queries import edition_of, running_clock_row, standing_of
from threshold.clocks.rules import Due, Fact, FactKind
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def pause(
    duty: str, *, subject: UUID, reason: str, by: Viewer, at: datetime, event_at: datetime | None = None
) -> Due:
    """Let the clock stand still from `event_at` on, and return when it would be due if it went on now."""
    event_at = event_at or at
    clock = running_clock_row(duty=duty, subject=subject, viewer=by)
    rules.check_pause(edition_of(clock), standing_of(clock, at=at), reason=reason, event_at=event_at, at=at)
    fact = Fact(FactKind.PAUSED, at=event_at, reason=reason, by_ref=by.ref, by_role=by.role)
    return record_fact(clock, fact, by=by, at=at)
