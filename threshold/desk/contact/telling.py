"""What the person who told us would read, before it is sent."""

from threshold.confidentiality.rules import Viewer
from threshold.people.queries import referrer_of
from threshold.referrals.queries import contact_row, final_decisions
from threshold.referrals.rules.telling import words_for


def told_words(*, ref: str, viewer: Viewer) -> str:
    """Return exactly what may be told, or raise NotDecidedYet while a child is undecided."""
    contact = contact_row(ref=ref, viewer=viewer)
    referrer = referrer_of(about=contact.ledger_ref, viewer=viewer)
    decisions = final_decisions(ref=ref, viewer=viewer) if contact.decided_at else ()
    return words_for(referrer.standing, identified=referrer.identified, decisions=decisions)
