"""Count every open clock again with the calendars in force now."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.recount_clocks import recount_clocks
from threshold.clocks.models import Clock
from threshold.clocks.rules import Move
from threshold.confidentiality.rules import Viewer
from threshold.law import CALENDARS, Calendar

AT_ONCE = 1_000


@transaction.atomic
def recount(*, by: Viewer, at: datetime, calendars: Mapping[str, Calendar] = CALENDARS) -> tuple[Move, ...]:
    """Move every open clock that another calendar gives another date; record and return each move."""
    moves: list[Move] = []
    for calendar in calendars.values():
        stale = Clock.objects.select_for_update().filter(calendar=calendar.code, stopped_at__isnull=True)
        stale = stale.exclude(calendar_version=calendar.version).order_by("id")
        while batch := list(stale[:AT_ONCE]):
            moves += recount_clocks(batch, calendar=calendar, by=by, at=at)
    return tuple(moves)
