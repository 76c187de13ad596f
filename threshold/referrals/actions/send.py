"""Send a finished draft. Sending it twice stores one report."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.evidence.actions.adopt import adopt
from threshold.referrals.models import Receipt, SavedDraft
from threshold.referrals.queries import digest_of, draft_in
from threshold.referrals.rules.words import Door
from threshold.refusals import NotFound

from .receive import Received, receive


@transaction.atomic
def send(*, code: str, declaration: str = "", by: Viewer, at: datetime) -> Received:
    """Turn the draft under this code into a contact; if that has happened already, return the one it became.

    `declaration` is the exact wording under which it was sent.
    """
    digest = digest_of(code=code, viewer=by)
    saved = SavedDraft.objects.select_for_update().filter(code_digest=digest).first()
    if saved is None:
        return _sent_before(digest)
    draft = draft_in(sealed=bytes(saved.sealed), code=code, viewer=by)
    if declaration:
        draft = draft.with_report(declaration=declaration)
    received = receive(code=code, draft=draft, door=Door.FORM, by=by, at=at)
    adopt(draft=saved.files_under, about=received.contact, by=by, at=at)
    saved.delete()
    return received


def _sent_before(digest: bytes) -> Received:
    receipt = Receipt.objects.filter(code_digest=digest).select_related("contact").first()
    if receipt is None:
        raise NotFound
    return Received(ref=receipt.contact.ref, contact=receipt.contact.ledger_ref)
