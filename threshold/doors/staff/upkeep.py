"""The page for the people who look after the service: how each part of it is, and what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import Role
from threshold.upkeep.queries import IncidentFace, incidents
from threshold.upkeep.queries import health as health_of
from threshold.upkeep.rules import Finding, Word, age_words, worst

TONES = {Word.GOOD: "green", Word.LOOK: "yellow", Word.ACT: "red"}
WORDS = {Word.GOOD: "Good", Word.LOOK: "Look", Word.ACT: "Act now"}
TOGETHER = {
    Word.GOOD: "Everything is as it should be.",
    Word.LOOK: "The service works. Something should be looked at.",
    Word.ACT: "Something needs you now.",
}
BANNERS = {Word.GOOD: "success", Word.LOOK: "warning", Word.ACT: "error"}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the service as it is shown."""

    title: str
    word: str
    tone: str
    says: str
    do: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as it is shown."""

    words: str
    about: str
    since: datetime
    told_at: datetime | None
    ended_at: datetime | None
    lasted: str


@opens_to(Role.ADMINISTRATOR)
@require_safe
def health(request: ViewedRequest) -> HttpResponse:
    """Show how each part of the service is."""
    now = timezone.now()
    found = health_of(viewer=request.viewer, now=now)
    together = worst(found)
    context = {
        "now": now,
        "together": TOGETHER[together],
        "tone": BANNERS[together],
        "lines": [_line(each) for each in sorted(found, key=lambda each: ORDER[each.word])],
        "told": [_told(each, now) for each in incidents(viewer=request.viewer, now=now)],
    }
    return render(request, "staff/health.html", context)


ORDER = {Word.ACT: 0, Word.LOOK: 1, Word.GOOD: 2}


def _line(finding: Finding) -> Line:
    return Line(
        title=finding.title,
        word=WORDS[finding.word],
        tone=TONES[finding.word],
        says=finding.says,
        do=finding.do,
        since=None if finding.word is Word.GOOD else finding.since,
    )


def _told(incident: IncidentFace, now: datetime) -> Told:
    return Told(
        words=incident.code.words,
        about=incident.about,
        since=incident.since,
        told_at=incident.told_at,
        ended_at=incident.ended_at,
        lasted=age_words((incident.ended_at or now) - incident.since),
    )
