"""Stop one clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.rules import Ending, Stop
from threshold.clocks.stopping import Stopped, write_stops
from threshold.confidentiality.rules import Viewer
from threshold.ledger.together import later


@transaction.atomic
def stop(
    duty: str,
    *,
    subject: UUID,
    by: Viewer,
    at: datetime,
    event_at: datetime | None = None,
    ending: Ending = Ending.DONE,
    reason: str = "",
) -> None:
    """Stop the clock of this duty, or raise NotRunning; `event_at` is when it happened, if not now."""
    wanted = Stop(duty=duty, subject=subject, event_at=event_at, ending=ending, reason=reason)
    later(write_stops, Stopped(wanted, by, at))
