"""How far a report has come and what happens next, in plain words with dates, at the level of teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.timezone import localtime

from threshold.clocks.queries import Account, Face
from threshold.clocks.rules import State as ClockState
from threshold.clocks.rules.wording import day_words
from threshold.referrals.queries import HolderPage

SHOWN = ("acknowledgement", "first-response", "decision", "feedback", "answer")
"""The duties owed to the person who told us, or that say when something begins. What follows is the family's."""

MIDNIGHT = time(0)

PROMISES: Mapping[str, tuple[str, str]] = {
    "acknowledgement": (
        "A person tells you that they have it",
        "Somebody from the front door writes to you here. It is not a machine.",
    ),
    "first-response": (
        "Somebody starts work on it",
        "They speak to people who know the child, or see the child or the family, if that is needed.",
    ),
    "decision": (
        "We decide what to do",
        "Somebody trained reads all of it, and decides what happens for each child.",
    ),
    "feedback": ("We tell you what we can", "You find it here. What happens in a family is private to them."),
    "answer": ("We answer what you wrote", "You find the answer here."),
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a date is the date it is: the rule, its source, and each day as it counts."""

    limit: str
    source: str
    local_reason: str
    days: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has happened or will, for the list of what happens next."""

    title: str
    by: str
    text: str
    done: bool = False
    current: bool = False
    late: str = ""
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for the timeline."""

    title: str
    event_at: datetime
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything the person who told us sees of how far it has come."""

    steps: tuple[Step, ...]
    entries: tuple[Entry, ...]
    late: tuple[str, ...] = field(default_factory=tuple)


def owed(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Return one running clock for each duty that is shown, the earliest, in the order in which they come."""
    running = [face for face in faces if face.state is not ClockState.STOPPED]
    first = {face.duty: face for face in sorted(running, key=lambda face: face.due_at, reverse=True)}
    return tuple(first[duty] for duty in SHOWN if duty in first)


def progress(
    page: HolderPage, faces: Sequence[Face], accounts: Mapping[str, Account], *, neighbour: str, today: date
) -> Progress:
    """Return the steps, the timeline and what is late. `accounts` by duty say why a date is what it is."""
    due = owed(faces)
    ahead = [
        _step(face, accounts.get(face.duty), current=place == 0, today=today)
        for place, face in enumerate(due)
    ]
    if page.decided_at is None:
        title, text = PROMISES["feedback"]
        ahead.append(Step(title, "after we have decided", text))
    return Progress(
        steps=tuple(ahead),
        entries=tuple(entries(page, neighbour=neighbour)),
        late=tuple(f"{PROMISES[face.duty][0]}: {face.words}" for face in due if face.late),
    )


def entries(page: HolderPage, *, neighbour: str) -> list[Entry]:
    """Return what has happened, in order. Teams and no names."""
    known = [
        ("We received your report", page.received_at, "", ""),
        ("Opened", page.opened_at, "Somebody there has your words in front of them.", "the front door"),
        ("The person on call saw the alert", page.alarm_seen_at, "", ""),
        ("A person told you that they have it", page.acknowledged_at, "", "the front door"),
        (f"Passed to {neighbour}", page.passed_on_at, "Somebody there has confirmed that they have it.", ""),
        ("We decided what to do", page.decided_at, "", "the front door"),
        ("We told you what we can", page.told_at, "It is in the messages below.", "the front door"),
        ("Nothing more is left to do", page.closed_at, "You can still write to us here.", ""),
    ]
    found = [Entry(title, at, text, by) for title, at, text, by in known if at is not None]
    return sorted(found, key=lambda entry: entry.event_at)


def _step(face: Face, account: Account | None, *, current: bool, today: date) -> Step:
    title, text = PROMISES[face.duty]
    by = by_words(face, today=today)
    return Step(
        title=title,
        by=f"was due {by}" if face.late else by,
        text=text,
        current=current,
        late=face.words if face.late else "",
        why=_why(account) if account else None,
    )


def _why(account: Account) -> Why:
    face = account.face
    return Why(
        limit=face.limit,
        source=face.source,
        local_reason=face.local_reason,
        days=tuple((day.on, day.says) for day in account.days),
    )


def by_words(face: Face, *, today: date) -> str:
    """Return by when: the end of a day, or a time of day where hours are counted."""
    at = localtime(face.due_at)
    if at.time() == MIDNIGHT:
        return f"by the end of {day_words(face.due_on, today=today)}"
    return f"by {at:%H:%M} on {day_words(at.date(), today=today)}"
