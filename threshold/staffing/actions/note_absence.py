"""Record that a worker left, is away, or is back."""

from datetime import date, datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.refusals import NotFound
from threshold.staffing.models import Absence, Worker
from threshold.staffing.rules import AbsenceKind


@transaction.atomic
def note_absence(
    *, worker: int, kind: AbsenceKind, until: date | None, reason: str, by: Viewer, at: datetime
) -> None:
    """Record the absence; somebody who left can no longer sign in. Their work is returned by the caller."""
    row = Worker.objects.select_for_update(no_key=True).filter(pk=worker).first()
    if row is None:
        raise NotFound
    if kind is not AbsenceKind.AWAY:
        row.is_active = kind is AbsenceKind.BACK
        row.save(update_fields=["is_active"])
    absence = Absence.objects.create(
        worker=row,
        kind=kind,
        until=until,
        reason=reason,
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append("worker.absence", record=row, version=absence, by=by, at=at)
