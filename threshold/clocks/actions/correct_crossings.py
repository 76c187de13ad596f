"""Say of crossings that their date has moved."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.models import Crossing
from threshold.confidentiality.rules import Viewer


@transaction.atomic(savepoint=False)
def correct_crossings(old_dates: Mapping[UUID, datetime], *, by: Viewer, at: datetime) -> int:
    """Record a correction for each crossing of a clock's old `due_at`, delete none, and return how many."""
    stale = [
        each
        for each in Crossing.objects.filter(
            clock__in=old_dates, corrects__isnull=True, corrected_by__isnull=True
        )
        if each.due_at == old_dates[each.clock_id]
    ]
    Crossing.objects.bulk_create(
        Crossing(
            clock_id=each.clock_id,
            threshold=each.threshold,
            tells=each.tells,
            due_at=each.due_at,
            corrects=each,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
        for each in stale
    )
    return len(stale)
