"""Stop everything that runs under a contact."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks import rules
from threshold.clocks.actions.stop_many import stop_many
from threshold.clocks.models import Clock
from threshold.clocks.rules import Ending, Stop
from threshold.confidentiality.rules import Viewer


@transaction.atomic
def stop_all(*, about: UUID, reason: str, by: Viewer, at: datetime) -> tuple[str, ...]:
    """Stop what is owed no longer, such as after a transfer, and return the duties that were running."""
    rules.check_reason(reason)
    running = Clock.objects.filter(about=about, stopped_at__isnull=True).order_by("due_at", "id")
    stops = [
        Stop(duty=each.duty, subject=each.subject, ending=Ending.NO_LONGER_OWED, reason=reason)
        for each in running
    ]
    if stops:
        stop_many(stops, by=by, at=at)
    return tuple(each.duty for each in stops)
