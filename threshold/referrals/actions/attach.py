"""Keep a file that somebody adds to the report they are writing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.actions.keep import keep
from threshold.evidence.uploads import SealedUpload
from threshold.referrals.models import SavedDraft
from threshold.referrals.queries import digest_of, is_sent
from threshold.refusals import NotFound

from .save_draft import SentAlready


@transaction.atomic
def attach(
    *,
    code: str,
    stream: SealedUpload | Iterable[bytes],
    name: str,
    said: str,
    giver: str,
    by: Viewer,
    at: datetime,
) -> None:
    """Keep the file with the draft under this code, or raise a FileRefused; SentAlready once it is a report."""
    # Held until the file is kept: sending and deleting take the files that are there, and must not miss this one.
    draft = SavedDraft.objects.select_for_update().filter(code_digest=digest_of(code=code, viewer=by)).first()
    if draft is None:
        raise SentAlready if is_sent(code=code, viewer=by) else NotFound
    keep(about=None, draft=draft.files_under, stream=stream, name=name, said=said, giver=giver, by=by, at=at)
