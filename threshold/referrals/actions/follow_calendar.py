"""Bring every open contact into line with the calendars in force now."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.recount import recount
from threshold.clocks.rules import Move
from threshold.confidentiality.rules import Viewer
from threshold.law import CALENDARS, Calendar
from threshold.referrals.models import Contact
from threshold.referrals.rows import settle


@transaction.atomic
def follow_calendar(
    *, by: Viewer, at: datetime, calendars: Mapping[str, Calendar] = CALENDARS
) -> tuple[Move, ...]:
    """Move the clocks whose date a changed calendar moves, and the next dates of their contacts; return the moves."""
    moves = recount(by=by, at=at, calendars=calendars)
    contacts = Contact.objects.select_for_update().filter(ledger_ref__in={move.about for move in moves})
    for contact in contacts.order_by("pk"):
        settle(contact, by=by, at=at)
    return moves
