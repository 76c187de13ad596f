"""Let a clock count from another moment."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.record_fact import record_fact
from threshold.clocks.queries import running_clock_row
from threshold.clocks.rules import Due, Fact, FactKind
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def reanchor(duty: str, *, subject: UUID, anchor: datetime, reason: str, by: Viewer, at: datetime) -> Due:
    """Count from `anchor` instead, and return when it is due now. The original date stays on record."""
    clock = running_clock_row(duty=duty, subject=subject, viewer=by)
    rules.check_reanchor(anchor=anchor, reason=reason, at=at)
    fact = Fact(FactKind.REANCHORED, at=anchor, reason=reason, by_ref=by.ref, by_role=by.role)
    return record_fact(clock, fact, by=by, at=at)
