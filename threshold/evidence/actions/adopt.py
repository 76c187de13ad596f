"""Let a draft's files follow the report it became."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.models import EvidenceFile
from threshold.evidence.provenance import record_provenance

# By hand: most drafts have no files, and the mapper takes longer to ask than the database to say so.
TAKE_OVER = f'UPDATE "{EvidenceFile._meta.db_table}" SET draft = NULL, about = %s WHERE draft = %s'  # noqa: S608


@transaction.atomic(savepoint=False)
def adopt(*, draft: UUID, about: UUID, by: Viewer, at: datetime) -> int:
    """Give the draft's files to the record `about`, each with its entry, and return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OVER, [about, draft])
        if not cursor.rowcount:
            return 0
    # A new record has no other files yet; those that had an entry before keep it as their first.
    files = list(EvidenceFile.objects.filter(about=about, versions__isnull=True).order_by("pk"))
    record_provenance(files, by=by, at=at)
    return len(files)
