"""What happened to clocks, what limits them and what they come to: values without behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from threshold.law import Receipt, Sure, Tells, Unit


class FactKind(StrEnum):
    """What can happen to a running clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    REANCHORED = "reanchored"
    RECOUNTED = "recounted"
    STOPPED = "stopped"


class Ending(StrEnum):
    """Why a clock stopped: what was owed was done, or it came to be owed no longer."""

    DONE = "done"
    NO_LONGER_OWED = "no-longer-owed"


class State(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Tone(StrEnum):
    """How loudly a screen should speak of a clock."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"


class DayKind(StrEnum):
    """How one day enters the account of a date."""

    DAY_ZERO = "day-zero"
    COUNTED = "counted"
    EXTENDED = "extended"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """A council's own limit for a duty, with its reason; `source` says where the figure comes from."""

    within: int
    unit: Unit
    reason: str
    source: str = ""


LocalLimits = Mapping[str, LocalLimit]


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit that applies to one clock: the law's, or the council's with `local_reason`."""

    within: int
    unit: Unit
    receipt: Receipt
    calendar: str
    source: str
    sure: Sure
    local_reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to a clock; `at` is the moment it is about (for a start, the anchor)."""

    kind: FactKind
    at: datetime
    amount: int = 0
    reason: str = ""
    by_ref: UUID | None = None
    by_role: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, from `start` up to but not including `end`; open if `end` is None."""

    start: datetime
    end: datetime | None
    reason: str = ""
    by_ref: UUID | None = None
    by_role: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a duty is done in time, and the first moment that is late (UTC)."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a clock stands after all its facts. `original` leaves out pauses, extensions and new anchors."""

    anchor: datetime
    pauses: tuple[Pause, ...]
    extended: int
    paused_at: datetime | None
    stopped_at: datetime | None
    original: Due
    due: Due


@dataclass(frozen=True, slots=True)
class AccountDay:
    """One day of the account. `minutes` is set only where hours or minutes are counted."""

    on: date
    kind: DayKind
    says: str
    number: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A duty that arises at `anchor`: for whom or what (`subject`), and under which contact (`about`)."""

    duty: str
    subject: UUID
    about: UUID
    anchor: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """A duty that ends: when it happened (now, if not said), how it ended and why."""

    duty: str
    subject: UUID
    event_at: datetime | None = None
    ending: Ending = Ending.DONE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that has begun to run."""

    clock: UUID
    duty: str
    subject: UUID
    about: UUID
    due: Due


@dataclass(frozen=True, slots=True)
class Move:
    """An open clock whose date moves because the calendar changed."""

    clock: UUID
    duty: str
    subject: UUID
    about: UUID
    old: Due
    new: Due


@dataclass(frozen=True, slots=True)
class Crossed:
    """A threshold that a clock has reached, for a caller that wants to tell somebody."""

    clock: UUID
    duty: str
    title: str
    subject: UUID
    about: UUID
    threshold: str
    tells: Tells
    due: Due
    crossed_at: datetime
