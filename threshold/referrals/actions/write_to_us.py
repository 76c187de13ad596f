"""Take in a message from the person who told us."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.queries import is_written
from threshold.messages.rules import Direction
from threshold.referrals.queries import contact_behind
from threshold.referrals.rows import note, settle, start_answer_clock
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def write_to_us(*, code: str, words: str, page: UUID | None = None, by: Viewer, at: datetime) -> None:
    """Keep the message and make answering it work with a date; a closed contact comes back to duty for it."""
    contact = contact_behind(code=code, viewer=by, lock=True)
    if is_written(about=contact.ledger_ref, page=page, words=words, viewer=by):
        return
    write(thread=contact, direction=Direction.IN, words=words, page=page, by=by, at=at)
    note(contact, ActKind.WROTE, by=by, at=at)
    start_answer_clock(contact, by=by, at=at)
    settle(contact, by=by, at=at)
