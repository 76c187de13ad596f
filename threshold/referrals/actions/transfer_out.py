"""Pass a contact to another authority by name."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.messages.actions.write import write
from threshold.messages.rules import Direction
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle, tell_there_is_something_new
from threshold.referrals.rules.responding import AuthorityMissing, HowPassedMissing
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import configuration

PASSED_ON = (
    "What you told us is about somewhere that {name} looks after. We have passed it to them. "
    "You can call them on {phone}."
)


@transaction.atomic
def transfer_out(*, ref: str, to: str, words: str, by: Viewer, at: datetime) -> None:
    """Record to whom it was passed and how they confirmed it, and tell the person who told us where it went.

    Each child still needs a decision: passing something on is not deciding that it has been taken.
    """
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    neighbour = configuration(viewer=by).neighbour(to)
    if neighbour is None:
        raise AuthorityMissing
    if not words.strip():
        raise HowPassedMissing
    note(contact, ActKind.TRANSFERRED, by=by, at=at, code=neighbour.code, words=words)
    contact.neighbour = neighbour.code
    told = PASSED_ON.format(name=neighbour.name, phone=neighbour.phone)
    write(thread=contact, direction=Direction.OUT, words=told, by=by, at=at)
    tell_there_is_something_new(contact, by=by, at=at)
    settle(contact, by=by, at=at)
