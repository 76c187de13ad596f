"""Notice what is not as it should be, tell people once, and note when it is over."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from threshold.confidentiality.rules import Role, Viewer
from threshold.messages.actions.post import post
from threshold.messages.rules import Channel, Letter
from threshold.staffing.queries import Colleague, colleagues, on_call
from threshold.upkeep.models import Incident
from threshold.upkeep.queries import health
from threshold.upkeep.rules import Finding, concerns


@transaction.atomic
def watch(*, by: Viewer, at: datetime) -> int:
    """Look at everything, post one letter to each administrator about each new incident, and return how many there are.

    Where nobody administers, whoever is on call is told: it must not go unheard.
    """
    open_rows = Incident.objects.select_for_update().filter(ended_at=None)
    known = {(row.code, row.about): row for row in open_rows}
    new = [finding for finding in concerns(health(viewer=by, now=at)) if _is_news(finding, known, at)]
    for row in known.values():
        _end(row, at)
    for finding in new:
        _tell(finding, by, at)
    return len(new)


def _is_news(finding: Finding, known: dict[tuple[str, str], Incident], at: datetime) -> bool:
    """Keep what is known of the finding up to date, and return whether people have to be told of it now."""
    row = known.pop((finding.code, finding.about), None)
    if row is not None and row.told_at and not finding.is_alarm:
        _end(row, at)
        row = None
    if row is None:
        row = Incident(code=finding.code, about=finding.about)
    if row.told_at:
        return False
    row.since, row.told_at = finding.since or at, at if finding.is_alarm else None
    row.save()
    return finding.is_alarm


def _end(row: Incident, at: datetime) -> None:
    if row.told_at:
        row.ended_at = at
        row.save()
    else:
        row.delete()


def _tell(finding: Finding, by: Viewer, at: datetime) -> None:
    facts = {"what": finding.code.words, "address": settings.PUBLIC_ADDRESS}
    for person in _who(by, at):
        post(
            letter=Letter.UPKEEP,
            to=person.email,
            channel=Channel.EMAIL,
            facts=facts,
            about=None,
            by=by,
            at=at,
        )


def _who(by: Viewer, at: datetime) -> tuple[Colleague, ...]:
    administrators = tuple(one for one in colleagues(viewer=by) if one.role is Role.ADMINISTRATOR)
    return administrators or on_call(at=at, viewer=by)
