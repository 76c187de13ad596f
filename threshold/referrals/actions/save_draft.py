"""Keep what has been typed so far."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import seal_under
from threshold.referrals.models import SavedDraft
from threshold.referrals.queries import digest_of, is_sent
from threshold.referrals.rules.codes import tidy
from threshold.referrals.rules.report import Draft, as_bytes
from threshold.refusals import Refused
from threshold.staffing.queries import configuration


class SentAlready(Refused):
    """A code becomes one report, once."""

    says = "You have sent this report. To add something, write to us where you follow it."


@transaction.atomic
def save_draft(*, code: str, draft: Draft, by: Viewer, at: datetime) -> UUID:
    """Seal the draft under its code, put off its expiry, and return the reference its files are kept under.

    Raises SentAlready, and keeps nothing, where the code has become a report.
    """
    facts = {
        "sealed": seal_under(tidy(code), as_bytes(draft), context="draft"),
        "saved_at": at,
        "expires_at": at + timedelta(days=configuration(viewer=by).draft_days),
    }
    row, _ = SavedDraft.objects.update_or_create(
        code_digest=digest_of(code=code, viewer=by),
        defaults=facts,
        create_defaults={**facts, "files_under": uuid4()},
    )
    # Looked at last: a sending in another window holds the draft's row until it is done.
    if is_sent(code=code, viewer=by):
        raise SentAlready
    return row.files_under
