"""Ask the person who told us something, in the thread they can read."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.queries import is_written
from threshold.messages.rules import Direction
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle, tell_there_is_something_new
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def ask_referrer(*, ref: str, words: str, page: UUID | None = None, by: Viewer, at: datetime) -> None:
    """Put a question in the thread; whoever holds the receipt sees it the next time they look."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    if is_written(about=contact.ledger_ref, page=page, words=words, viewer=by):
        return
    custody_of(contact).check_open()
    write(thread=contact, direction=Direction.OUT, words=words, page=page, by=by, at=at)
    note(contact, ActKind.ASKED, by=by, at=at)
    tell_there_is_something_new(contact, by=by, at=at)
    settle(contact, by=by, at=at)
