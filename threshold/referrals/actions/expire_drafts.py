"""Throw away drafts whose time has passed."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.actions.expire import expire
from threshold.referrals.models import SavedDraft

AT_ONCE = 500


@transaction.atomic
def expire_drafts(*, by: Viewer, at: datetime) -> int:
    """Delete up to 500 expired drafts with their files and return how many there were."""
    rows = SavedDraft.objects.select_for_update(skip_locked=True).filter(expires_at__lte=at)[:AT_ONCE]
    expired = list(rows)
    expire(drafts=[row.files_under for row in expired])
    SavedDraft.objects.filter(pk__in=[row.pk for row in expired]).delete()
    return len(expired)
