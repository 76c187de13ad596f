"""Put a password that somebody chose for themselves in force."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.refusals import NotFound
from threshold.staffing.models import Admission, Worker
from threshold.staffing.rules import AdmissionKind


@transaction.atomic
def choose_password(*, worker: int, password: str, by: Viewer, at: datetime) -> None:
    """Keep the password's digest; the starting password, if there was one, opens nothing from now on."""
    row = Worker.objects.select_for_update().filter(pk=worker, is_active=True).first()
    if row is None:
        raise NotFound
    row.set_password(password)
    row.must_change_password = False
    row.save(update_fields=["password", "must_change_password"])
    admission = Admission.objects.create(
        worker=row,
        kind=AdmissionKind.CHOSE,
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append("worker.password-chosen", record=row, version=admission, by=by, at=at)
