"""Record the first response: who was seen or spoken to, and when, to the minute."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle
from threshold.referrals.rules.deciding import check_may_decide
from threshold.referrals.rules.responding import check_response
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def record_response(
    *, ref: str, response: str, words: str, event_at: datetime, by: Viewer, at: datetime
) -> None:
    """Record what was done and when; the first one stops the first-response clock at the time it happened."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    check_may_decide(by.role)
    custody_of(contact).check_open()
    check_response(response=response, words=words, event_at=event_at, received_at=contact.received_at, now=at)
    note(contact, ActKind.RESPONDED, by=by, at=at, event_at=event_at, code=response, words=words)
    if contact.responded_at is None:
        contact.responded_at = event_at
        stop("first-response", subject=contact.ledger_ref, by=by, at=at, event_at=event_at)
    settle(contact, by=by, at=at)
