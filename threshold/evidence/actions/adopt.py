"""Let a draft's files follow the report it became."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.models import EvidenceFile
from threshold.evidence.provenance import record_provenance


@transaction.atomic(savepoint=False)
def adopt(*, draft: UUID, about: UUID, by: Viewer, at: datetime) -> int:
    """Give the draft's files to the record `about`, each with its entry, and return how many there were."""
    if not EvidenceFile.objects.filter(draft=draft).update(draft=None, about=about):
        return 0
    # A new record has no other files yet; those that had an entry before keep it as their first.
    files = list(EvidenceFile.objects.filter(about=about, versions__isnull=True).order_by("pk"))
    record_provenance(files, by=by, at=at)
    return len(files)
