"""Start many clocks at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.models import Clock, Fact
from threshold.clocks.rules import FactKind, LocalLimits, Start, Started
from threshold.confidentiality.rules import Viewer
from threshold.law import CALENDARS, duty_in_force
from threshold.ledger.together import keep


# Without a savepoint: this runs inside the act that starts the clocks, and fails only together with it.
@transaction.atomic(savepoint=False)
def start_many(
    starts: Sequence[Start], *, by: Viewer, at: datetime, settings: LocalLimits
) -> tuple[Started, ...]:
    """Start these clocks with two inserts in all, and return when each is due, in the same order."""
    clocks = [_clock(each, settings) for each in starts]
    facts = [
        Fact(
            clock=clock,
            kind=FactKind.STARTED,
            event_at=start.anchor,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
            due_on=clock.due_on,
        )
        for clock, start in zip(clocks, starts, strict=True)
    ]
    keep(*clocks, *facts)
    return tuple(
        Started(
            clock=each.id,
            duty=each.duty,
            subject=each.subject,
            about=each.about,
            due=rules.Due(on=each.due_on, at=each.due_at),
        )
        for each in clocks
    )


def _clock(start: Start, settings: LocalLimits) -> Clock:
    duty = duty_in_force(start.duty, rules.day_of(start.anchor))
    limit = rules.limit_of(duty, settings.get(start.duty))
    calendar = CALENDARS[limit.calendar]
    due = rules.due(limit, anchor=start.anchor, calendar=calendar)
    return Clock(
        subject=start.subject,
        about=start.about,
        duty=start.duty,
        edition=duty.since,
        within=limit.within,
        unit=limit.unit,
        receipt=limit.receipt,
        calendar=limit.calendar,
        calendar_version=calendar.version,
        local_source=limit.source if limit.local_reason else "",
        local_reason=limit.local_reason,
        original_on=due.on,
        due_on=due.on,
        due_at=due.at,
    )
