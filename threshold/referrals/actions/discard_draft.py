"""Throw an unsent draft away because the person who wrote it says so."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.actions.expire import expire
from threshold.referrals.models import SavedDraft
from threshold.referrals.queries import digest_of


@transaction.atomic
def discard_draft(*, code: str, by: Viewer, at: datetime) -> None:
    """Delete the draft and its files; a code without a draft is already as asked."""
    row = SavedDraft.objects.select_for_update().filter(code_digest=digest_of(code=code, viewer=by)).first()
    if row is None:
        return
    expire(drafts=[row.files_under])
    row.delete()
