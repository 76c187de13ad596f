"""Give somebody a starting password, to be changed when they first come in."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.refusals import Refused
from threshold.staffing.models import Admission, Worker
from threshold.staffing.rules import AdmissionKind


class NobodyByThatAddress(Refused):
    """The configuration in force names nobody with this address who works here."""

    says = "Nobody who works here has that e-mail address. Add them to the configuration file first."
    field = "email"


@transaction.atomic
def admit(*, email: str, password: str, lost_second_step: bool = False, by: Viewer, at: datetime) -> int:
    """Put a starting password in force, which ends every session of theirs; return the worker."""
    row = Worker.objects.select_for_update().filter(email__iexact=email.strip(), is_active=True).first()
    if row is None:
        raise NobodyByThatAddress
    row.set_password(password)
    row.must_change_password = True
    row.save(update_fields=["password", "must_change_password"])
    if lost_second_step:
        Authenticator.objects.filter(user=row).delete()
    kind = AdmissionKind.ADMITTED_AFRESH if lost_second_step else AdmissionKind.ADMITTED
    admission = Admission.objects.create(
        worker=row, kind=kind, event_at=at, recorded_at=at, by_ref=by.ref, by_role=by.role
    )
    append("worker.admitted", record=row, version=admission, by=by, at=at)
    return row.pk
