"""Let a paused clock go on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.record_fact import record_fact
from threshold.clocks.queries import running_clock_row, standing_of
from threshold.clocks.rules import Due, Fact, FactKind
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def resume(
    duty: str, *, subject: UUID, reason: str, by: Viewer, at: datetime, event_at: datetime | None = None
) -> Due:
    """Let the clock go on from `event_at`, and return when it is due now."""
    event_at = event_at or at
    clock = running_clock_row(duty=duty, subject=subject, viewer=by)
    rules.check_resume(standing_of(clock, at=at), reason=reason, event_at=event_at, at=at)
    fact = Fact(FactKind.RESUMED, at=event_at, reason=reason, by_ref=by.ref, by_role=by.role)
    return record_fact(clock, fact, by=by, at=at)
