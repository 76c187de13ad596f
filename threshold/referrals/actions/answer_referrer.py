"""Answer what the person who told us wrote."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.queries import is_written
from threshold.messages.rules import Direction
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import note, settle, tell_there_is_something_new
from threshold.referrals.rules.responding import check_something_to_answer
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def answer_referrer(*, ref: str, words: str, page: UUID | None = None, by: Viewer, at: datetime) -> None:
    """Write the answer in the thread and stop the clock their message started; closed contacts are answered too."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    if is_written(about=contact.ledger_ref, page=page, words=words, viewer=by):
        return
    check_something_to_answer(contact.waiting_messages)
    write(thread=contact, direction=Direction.OUT, words=words, page=page, by=by, at=at)
    contact.waiting_messages = 0
    stop("answer", subject=contact.ledger_ref, by=by, at=at)
    note(contact, ActKind.ANSWERED, by=by, at=at)
    tell_there_is_something_new(contact, by=by, at=at)
    settle(contact, by=by, at=at)
