"""Extend a clock's limit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.record_fact import record_fact
from threshold.clocks.queries import edition_of, running_clock_row
from threshold.clocks.rules import Due, Fact, FactKind
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def extend(duty: str, *, subject: UUID, amount: int, reason: str, by: Viewer, at: datetime) -> Due:
    """Add `amount` to the limit, in the limit's own unit, and return when it is due now."""
    clock = running_clock_row(duty=duty, subject=subject, viewer=by)
    rules.check_extend(edition_of(clock), amount=amount, reason=reason)
    fact = Fact(FactKind.EXTENDED, at=at, amount=amount, reason=reason, by_ref=by.ref, by_role=by.role)
    return record_fact(clock, fact, by=by, at=at)
