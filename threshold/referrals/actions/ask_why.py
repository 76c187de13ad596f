"""Take in the question why a report is late. It becomes work."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_behind
from threshold.referrals.rows import NEVER_LATE, note, settle, start_answer_clock
from threshold.referrals.rules.words import ActKind
from threshold.refusals import Refused


class NothingIsLate(Refused):
    """There is nothing to ask about yet."""

    says = "Nothing is late on this report. You can write to us instead."


@transaction.atomic
def ask_why(*, code: str, by: Viewer, at: datetime) -> None:
    """Record the question and start the clock for its answer."""
    contact = contact_behind(code=code, viewer=by, lock=True)
    if contact.next_at is None or contact.next_at > at or contact.next_duty in NEVER_LATE:
        raise NothingIsLate
    note(contact, ActKind.ASKED_WHY, by=by, at=at)
    start_answer_clock(contact, by=by, at=at)
    settle(contact, by=by, at=at)
