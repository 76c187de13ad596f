"""Tell the person who told us what came of it, or record why they cannot be told."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.rules import Direction
from threshold.people.queries import referrer_of
from threshold.referrals.models import Contact
from threshold.referrals.queries import contact_row, final_decisions
from threshold.referrals.rows import custody_of, note, settle, tell_there_is_something_new
from threshold.referrals.rules.telling import NotDecidedYet, check_not_told, words_for
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def tell_referrer(*, ref: str, more: str, why_not: str, by: Viewer, at: datetime) -> None:
    """Put what may be told into the thread, with a person's own words added; or keep the coded reason why not."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    if contact.decided_at is None:
        raise NotDecidedYet
    if why_not:
        check_not_told(why_not=why_not, words=more)
        note(contact, ActKind.NOT_TOLD, by=by, at=at, code=why_not, words=more)
    else:
        _tell(contact, more, by, at)
    if contact.told_at is None:
        contact.told_at = at
        stop("feedback", subject=contact.ledger_ref, by=by, at=at)
    settle(contact, by=by, at=at)


def _tell(contact: Contact, more: str, by: Viewer, at: datetime) -> None:
    referrer = referrer_of(about=contact.ledger_ref, viewer=by)
    told = words_for(
        referrer.standing,
        identified=referrer.identified,
        decisions=final_decisions(ref=contact.ref, viewer=by),
    )
    words = f"{told}\n\n{more.strip()}".strip()
    write(thread=contact, direction=Direction.OUT, words=words, by=by, at=at)
    note(contact, ActKind.TOLD, by=by, at=at, words=words)
    tell_there_is_something_new(contact, by=by, at=at)
