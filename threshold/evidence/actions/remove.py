"""Take a file out of a draft."""

from functools import partial
from uuid import UUID

from django.db import transaction

from threshold.evidence.models import EvidenceFile
from threshold.evidence.vault import discard
from threshold.refusals import NotFound


@transaction.atomic
def remove(*, storage: UUID, draft: UUID) -> None:
    """Destroy one file that has not been sent in yet; raise NotFound if this draft has no such file."""
    removed, _ = EvidenceFile.objects.filter(storage=storage, draft=draft).delete()
    if not removed:
        raise NotFound
    transaction.on_commit(partial(discard, storage))
