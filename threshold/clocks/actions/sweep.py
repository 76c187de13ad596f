"""Find the clocks that have reached a threshold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from threshold.clocks import rules
from threshold.clocks.models import Clock, Crossing
from threshold.clocks.queries import STANDS_STILL
from threshold.clocks.rules import Crossed, Due
from threshold.confidentiality.rules import Viewer
from threshold.law import CALENDARS, DUTIES, Calendar, Threshold, When

AT_ONCE = 1_000
ONE_SWEEP_AT_A_TIME = 0x7468_7265_7368


@transaction.atomic
def sweep(
    *, by: Viewer, at: datetime, thresholds: Mapping[str, Sequence[Threshold]], most: int = AT_ONCE
) -> tuple[Crossed, ...]:
    """Record each threshold that a running clock has reached, once, and return the new ones.

    At most `most` per duty and threshold: whoever gets that many sweeps again.
    """
    # A statement of its own, so that what the sweep before this one wrote is seen.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_SWEEP_AT_A_TIME])
    crossed = [
        each
        for duty, those in thresholds.items()
        for threshold in those
        for each in _newly_crossed(duty, threshold, at=at, most=most)
    ]
    Crossing.objects.bulk_create(
        Crossing(
            clock_id=each.clock,
            threshold=each.threshold,
            tells=each.tells,
            due_at=each.due.at,
            event_at=each.crossed_at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
        for each in crossed
    )
    return tuple(crossed)


def _newly_crossed(duty: str, threshold: Threshold, *, at: datetime, most: int) -> list[Crossed]:
    calendar = CALENDARS[DUTIES[duty].calendar]
    known = Crossing.objects.filter(
        clock=OuterRef("pk"), threshold=threshold.code, due_at=OuterRef("due_at"), corrects__isnull=True
    )
    rows = _reached(threshold, calendar, at=at).filter(~Exists(known), duty=duty)
    return [_crossed(row, threshold, calendar) for row in rows.order_by("due_at", "id")[:most]]


def _reached(threshold: Threshold, calendar: Calendar, *, at: datetime) -> QuerySet[Clock]:
    """Return the running clocks that have reached the threshold; one paused in time has not."""
    running = Clock.objects.filter(stopped_at__isnull=True).exclude(STANDS_STILL)
    if threshold.unit.in_days and (threshold.when is When.BEFORE or threshold.amount):
        last = rules.last_due_on_crossed(threshold, today=rules.day_of(at), calendar=calendar)
        return running.filter(due_at__lte=rules.start_of(last + rules.ONE_DAY), due_on__lte=last)
    ahead = rules.crosses_at(threshold, Due(on=rules.day_of(at), at=at), calendar=calendar)
    return running.filter(Q(due_at__lte=at + (at - ahead)))


def _crossed(row: Clock, threshold: Threshold, calendar: Calendar) -> Crossed:
    due = Due(on=row.due_on, at=row.due_at)
    return Crossed(
        clock=row.id,
        duty=row.duty,
        title=DUTIES[row.duty].title,
        subject=row.subject,
        about=row.about,
        threshold=threshold.code,
        tells=threshold.tells,
        due=due,
        crossed_at=rules.crosses_at(threshold, due, calendar=calendar),
    )
