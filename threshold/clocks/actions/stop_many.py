"""Stop many clocks at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from threshold.clocks.rules import Stop
from threshold.clocks.stopping import Stopped, write_stops
from threshold.confidentiality.rules import Viewer


@transaction.atomic(savepoint=False)
def stop_many(stops: Sequence[Stop], *, by: Viewer, at: datetime) -> None:
    """Stop these clocks, or raise NotRunning if one of them does not run. A late duty stays late."""
    write_stops([Stopped(stop, by, at) for stop in stops])
