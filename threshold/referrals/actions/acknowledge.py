"""Acknowledge a report to the person who made it: a person's act, not the automatic receipt."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.queries import is_written
from threshold.messages.rules import Direction
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle, tell_there_is_something_new
from threshold.referrals.rules.responding import check_to_be_acknowledged
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def acknowledge(*, ref: str, words: str, page: UUID | None = None, by: Viewer, at: datetime) -> None:
    """Write to the referrer's thread in a person's own words and stop the acknowledgement clock."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    if is_written(about=contact.ledger_ref, page=page, words=words, viewer=by):
        return
    custody_of(contact).check_open()
    check_to_be_acknowledged(acknowledged=contact.acknowledged_at is not None)
    write(thread=contact, direction=Direction.OUT, words=words, page=page, by=by, at=at)
    contact.acknowledged_at = at
    stop("acknowledgement", subject=contact.ledger_ref, by=by, at=at)
    note(contact, ActKind.ACKNOWLEDGED, by=by, at=at)
    tell_there_is_something_new(contact, by=by, at=at)
    settle(contact, by=by, at=at)
