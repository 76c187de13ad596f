"""Send a finished draft. Sending it twice stores one report."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.actions.adopt import adopt
from threshold.referrals.models import Receipt, SavedDraft
from threshold.referrals.queries import digest_of, draft_in
from threshold.referrals.rules.words import Door
from threshold.refusals import NotFound

from .receive import Received, receive

TAKE = f'DELETE FROM "{SavedDraft._meta.db_table}" WHERE code_digest = %s RETURNING sealed, files_under'  # noqa: S608


@transaction.atomic
def send(*, code: str, declaration: str = "", by: Viewer, at: datetime) -> Received:
    """Turn the draft under this code into a contact; if that has happened already, return the one it became.

    `declaration` is the exact wording under which it was sent.
    """
    digest = digest_of(code=code, viewer=by)
    taken = _take(digest)
    if taken is None:
        return _sent_before(digest)
    sealed, files_under = taken
    draft = draft_in(sealed=sealed, code=code, viewer=by)
    if declaration:
        draft = draft.with_report(declaration=declaration)
    received = receive(code=code, draft=draft, door=Door.FORM, by=by, at=at)
    adopt(draft=files_under, about=received.contact, by=by, at=at)
    return received


def _take(digest: bytes) -> tuple[bytes, UUID] | None:
    """Take the draft away, so that of all who press at once one has it; a report refused gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [digest])
        row = cursor.fetchone()
    return (bytes(row[0]), row[1]) if row else None


def _sent_before(digest: bytes) -> Received:
    receipt = Receipt.objects.filter(code_digest=digest).select_related("contact").first()
    if receipt is None:
        raise NotFound
    return Received(ref=receipt.contact.ref, contact=receipt.contact.ledger_ref)
