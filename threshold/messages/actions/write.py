"""Add a message to a contact's thread."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.ledger.rows import Record
from threshold.ledger.together import keep
from threshold.messages.models import Message
from threshold.messages.rules import Direction, check_words, once_of


@transaction.atomic
def write(
    *, thread: Record, direction: Direction, words: str, page: UUID | None = None, by: Viewer, at: datetime
) -> None:
    """Keep the words as they were written, in the thread of the contact `thread`.

    `page` is the mark of the page they were written on, if there was one, from which nothing is kept twice.
    """
    message = keep(
        Message(
            about=thread.ledger_ref,
            direction=direction,
            words=check_words(words),
            once=once_of(page, words),
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    append(f"message.{direction}", record=thread, version=message, by=by, at=at)
