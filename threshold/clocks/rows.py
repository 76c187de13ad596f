"""Stopping many clocks with one statement, at half of what building it through the mapper costs."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from threshold.clocks.models import Clock

STOP = f"""
UPDATE "{Clock._meta.db_table}" AS clock
SET stopped_at = stop.stopped_at, ending = stop.ending, due_on = stop.due_on, due_at = stop.due_at, paused_at = NULL
FROM unnest(%s::uuid[], %s::timestamptz[], %s::varchar[], %s::date[], %s::timestamptz[])
    AS stop (id, stopped_at, ending, due_on, due_at)
WHERE clock.id = stop.id
"""  # noqa: S608


def stop_clocks(clocks: Sequence[Clock]) -> None:
    """Write that these clocks have stopped, and the date that they were measured by."""
    columns: list[Any] = [
        [clock.id for clock in clocks],
        [clock.stopped_at for clock in clocks],
        [str(clock.ending) for clock in clocks],
        [clock.due_on for clock in clocks],
        [clock.due_at for clock in clocks],
    ]
    with connection.cursor() as cursor:
        cursor.execute(STOP, columns)
