"""Destroy the files of drafts that were never sent."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from threshold.evidence.models import EvidenceFile
from threshold.evidence.vault import discard


@transaction.atomic
def expire(*, drafts: Sequence[UUID]) -> int:
    """Destroy these drafts' files and return how many there were; files that were sent in are not touched."""
    rows = EvidenceFile.objects.select_for_update().filter(draft__in=drafts)
    storages = list(rows.values_list("storage", flat=True))
    rows.filter(storage__in=storages).delete()
    transaction.on_commit(lambda: _discard_all(storages))
    return len(storages)


def _discard_all(storages: Sequence[UUID]) -> None:
    for storage in storages:
        discard(storage)
