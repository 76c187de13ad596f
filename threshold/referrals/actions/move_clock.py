"""Pause, resume, extend or re-anchor a clock, with a reason: a date never moves silently."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.actions.extend import extend
from threshold.clocks.actions.pause import pause
from threshold.clocks.actions.reanchor import reanchor
from threshold.clocks.actions.resume import resume
from threshold.clocks.rules import AnchorMissing, start_of
from threshold.confidentiality.rules import Viewer
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, settle
from threshold.referrals.rules.words import ClockMove
from threshold.refusals import NotFound


@transaction.atomic
def move_clock(
    *,
    ref: str,
    duty: str,
    subject: UUID,
    move: ClockMove,
    amount: int = 0,
    anchor: date | None = None,
    reason: str,
    by: Viewer,
    at: datetime,
) -> None:
    """Do to a clock of the contact what was asked and bring the next date into line.

    `amount` is for extending, and `anchor` is the day from whose first moment to count instead.
    """
    contact = contact_row(ref=ref, viewer=by, lock=True)
    custody_of(contact).check_holds(by)
    children = contact.children.values_list("ledger_ref", flat=True)
    if subject != contact.ledger_ref and subject not in set(children):
        raise NotFound
    if move is ClockMove.PAUSE:
        pause(duty, subject=subject, reason=reason, by=by, at=at)
    elif move is ClockMove.RESUME:
        resume(duty, subject=subject, reason=reason, by=by, at=at)
    elif move is ClockMove.EXTEND:
        extend(duty, subject=subject, amount=amount, reason=reason, by=by, at=at)
    elif anchor is None:
        raise AnchorMissing
    else:
        reanchor(duty, subject=subject, anchor=start_of(anchor), reason=reason, by=by, at=at)
    settle(contact, by=by, at=at)
