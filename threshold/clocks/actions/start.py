"""Start one clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.start_many import start_many
from threshold.clocks.models import Clock
from threshold.clocks.rules import LocalLimits, Start, Started
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def start(
    duty: str,
    *,
    subject: UUID,
    about: UUID,
    anchor: datetime,
    by: Viewer,
    at: datetime,
    settings: LocalLimits,
) -> Started:
    """Start the clock of a duty that arises at `anchor`, and return when it is due."""
    if Clock.objects.filter(subject=subject, duty=duty, stopped_at__isnull=True).exists():
        raise rules.AlreadyRunning
    wanted = Start(duty=duty, subject=subject, about=about, anchor=anchor)
    (started,) = start_many([wanted], by=by, at=at, settings=settings)
    return started
