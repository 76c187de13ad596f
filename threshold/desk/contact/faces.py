"""What the page of one contact shows: facts ready to be read, with nothing left to look up."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from threshold.clocks.queries import Face
from threshold.evidence.queries import FileLine
from threshold.referrals.rules.possible import Possibility
from threshold.referrals.rules.report import ChildAsKnown

from .timeline import Timeline


@dataclass(frozen=True, slots=True)
class Row:
    """A fact with what it is called."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class TellerFace:
    """Who told us. `withheld` means that they asked that the family is not told."""

    standing: str
    kind: str
    withheld: bool
    anonymous: bool
    unidentified: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The report as it was given: what was seen apart from what was heard."""

    worry: str
    seen: str
    heard: str
    rows: tuple[Row, ...]
    declaration: str
    at: datetime
    typed_by: str


@dataclass(frozen=True, slots=True)
class LearnedLate:
    """Words that were added later: when it was learned, and when it was written down."""

    words: str
    by: str
    event_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What the second person said to a decision."""

    agreed: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionFace:
    """A decision about one child, with what the second person said to it. `waits` for that person."""

    outcome: str
    level: str
    criterion: str
    reason: str
    by: str
    at: datetime
    rule: str
    waits: bool
    stands: bool
    answered: Answered | None


@dataclass(frozen=True, slots=True)
class EarlierFace:
    """An earlier contact that may be about the same child, and why we think so."""

    child: UUID
    ref: str
    ref_words: str
    known_as: str
    born: str
    received_at: datetime
    outcome: str
    decided_at: datetime | None
    reason: str
    shared: str


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock with the few words that a page adds to it."""

    clock: UUID
    duty: str
    code: str
    subject: UUID
    words: str
    due_on: date
    tone: str
    source: str
    local_reason: str
    running: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class ChildFace:
    """One child of a contact. `version` numbers what is known; `follows` was decided in the twelve months before."""

    number: int
    ref: UUID
    called: str
    about: str
    known: ChildAsKnown
    version: int
    rows: tuple[Row, ...]
    state: str
    decided: bool
    clocks: tuple[ClockFace, ...]
    decisions: tuple[DecisionFace, ...]
    earlier: tuple[EarlierFace, ...]
    follows: EarlierFace | None
    follows_decision: int | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """One message of the thread. `ours` was written from this side."""

    who: str
    at: datetime
    text: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who holds a contact, and how long nobody by name did."""

    holder: str
    team: str
    offered_to: str
    accept_by: datetime | None
    overdue: bool
    unnamed_for: str

    @property
    def words(self) -> str:
        """Return who holds it, as a colleague would say it."""
        if self.holder:
            return f"{self.holder}, {self.team}"
        return f"{self.team}, offered to {self.offered_to}" if self.offered_to else f"{self.team}, nobody yet"


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Everything that one contact's page shows. `known_on` is set when it is the page of an earlier day."""

    ref: str
    ref_words: str
    contact: UUID
    called: str
    state: str
    door: str
    received_at: datetime
    opened: bool
    danger: bool
    alarm: str
    known_on: date | None
    custodian: Custodian
    referral_rule: str
    referral_words: str
    neighbour: str
    teller: TellerFace
    said: Said
    learned_late: tuple[LearnedLate, ...]
    clocks: tuple[ClockFace, ...]
    children: tuple[ChildFace, ...]
    thread: tuple[Wrote, ...]
    files: tuple[FileLine, ...]
    timeline: Timeline
    acts: tuple[Possibility, ...]

    def child(self, number: int) -> ChildFace | None:
        """Return the child with this number, or nothing."""
        return next((child for child in self.children if child.number == number), None)

    def clock(self, clock: UUID) -> ClockFace | None:
        """Return one of the contact's or its children's clocks, or nothing."""
        clocks = [*self.clocks, *(each for child in self.children for each in child.clocks)]
        return next((each for each in clocks if each.clock == clock), None)


def clock_face(face: Face) -> ClockFace:
    """Return a clock as the page shows it."""
    return ClockFace(
        clock=face.clock,
        duty=face.title,
        code=face.duty,
        subject=face.subject,
        words=face.words,
        due_on=face.due_on,
        tone=face.tone,
        source=face.source,
        local_reason=face.local_reason,
        running=face.stopped_at is None,
        paused=face.paused_at is not None,
    )
