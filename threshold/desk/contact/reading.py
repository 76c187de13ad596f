"""Everything one contact's page reads, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from threshold.clocks.queries import Face, faces, faces_as_known
from threshold.clocks.rules import ONE_DAY, start_of
from threshold.confidentiality.rules import Viewer
from threshold.evidence.queries import FileLine, files_of
from threshold.messages.queries import MessageFace, thread_of
from threshold.people.queries import ReferrerFace, referrer_of
from threshold.people.rules import matching_keys
from threshold.referrals.models import ChildVersion, Contact, ContactVersion
from threshold.referrals.queries import Earlier, earlier_of
from threshold.referrals.rules.possible import ChildNow
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import configuration, names_of
from threshold.staffing.rules import Configuration

from .then import Ruling, Step, child_state, rulings_of, steps_of
from .timeline import Cursor, Kind, Known, Line, lines_of, refs_in

MESSAGES_AT_ONCE = 50
LATE_WORDS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for the page, when, and for which moment."""

    viewer: Viewer
    at: datetime
    known_on: date | None

    @property
    def until(self) -> datetime | None:
        """Return the moment from which on nothing is shown, when an earlier day was asked for."""
        return start_of(self.known_on + ONE_DAY) if self.known_on else None

    @property
    def now(self) -> datetime:
        """Return the moment that the page speaks of: now, or the last one of an earlier day."""
        return self.until - timedelta.resolution if self.until else self.at


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for a page."""

    contact: Contact
    asked: Asked
    settings: Configuration
    said: Sequence[ContactVersion]
    children: Sequence[ChildVersion]
    rulings: Mapping[int, Sequence[Ruling]]
    steps: Sequence[Step]
    referrer: ReferrerFace
    thread: Sequence[MessageFace]
    lines: Sequence[Line]
    clocks: Sequence[Face]
    files: Sequence[FileLine]
    earlier: Mapping[int, Sequence[Earlier]]
    known: Known

    def child_now(self, known: ChildVersion) -> ChildNow:
        """Return where one child's decision stands, from what was read."""
        rulings = self.rulings.get(known.child_id, ())
        state, outcome = child_state(rulings, self._last(ActKind.REOPENED, known))
        newest = rulings[-1].decision if rulings else None
        assessed_at = self._last(ActKind.ASSESSED, known)
        return ChildNow(
            number=known.child.number,
            called=called(known),
            state=state,
            outcome=outcome,
            assessed=bool(newest and assessed_at and assessed_at >= newest.recorded_at),
            decided_by=newest.by_ref if newest else None,
        )

    def _last(self, kind: ActKind, known: ChildVersion) -> datetime | None:
        found = [step.at for step in self.steps if step.kind == kind and step.child == known.child_id]
        return found[-1] if found else None


def read(contact: Contact, asked: Asked, *, kind: Kind | None, before: Cursor | None) -> Read:
    """Return everything that the page of a guarded contact is made of."""
    viewer, until, about = asked.viewer, asked.until, contact.ledger_ref
    settings = configuration(viewer=viewer)
    said, children = _versions(contact, until), _children(contact, until)
    rulings = rulings_of(contact, until=until)
    thread = thread_of(about=about, viewer=viewer, newest=MESSAGES_AT_ONCE, until=until)
    lines = lines_of(contact, kind=kind, before=before, until=until)
    names = names_of(refs=sorted(_refs(said, rulings, thread, lines)), viewer=viewer)
    return Read(
        contact=contact,
        asked=asked,
        settings=settings,
        said=said,
        children=children,
        rulings=rulings,
        steps=steps_of(contact, until=until),
        referrer=referrer_of(about=about, viewer=viewer, until=until),
        thread=thread,
        lines=lines,
        clocks=_clocks(contact, asked),
        files=files_of(about=about, viewer=viewer),
        earlier=earlier_of(
            keys={each.child.number: _keys(each, until) for each in children},
            contact=contact.pk,
            before=contact.received_at,
            viewer=viewer,
        ),
        known=_known(children, said, names, settings),
    )


def _versions(contact: Contact, until: datetime | None) -> list[ContactVersion]:
    """Return the report and the newest words learned late, oldest first."""
    rows = ContactVersion.objects.filter(contact=contact)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    first = rows.filter(number=1)
    newest = rows.filter(number__gt=1).order_by("-number")[:LATE_WORDS_AT_ONCE]
    return sorted(first.union(newest, all=True), key=lambda row: row.number)


def _children(contact: Contact, until: datetime | None) -> Sequence[ChildVersion]:
    """Return each child's newest version, with the child, in the children's order."""
    rows = ChildVersion.objects.filter(child__contact=contact).select_related("child")
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    return list(rows.order_by("child__number", "-number").distinct("child__number"))


def _keys(known: ChildVersion, until: datetime | None) -> Sequence[str]:
    """Return the keys by which the same child is found, also by what was known on an earlier day."""
    if until is None:
        return known.child.keys
    return matching_keys(known_as=known.known_as, born_on=known.born_on, address=known.address)


def _clocks(contact: Contact, asked: Asked) -> tuple[Face, ...]:
    if asked.until is not None:
        return faces_as_known(about=contact.ledger_ref, until=asked.until, viewer=asked.viewer)
    return faces(about=[contact.ledger_ref], viewer=asked.viewer, now=asked.at)


def _refs(
    said: Sequence[ContactVersion],
    rulings: Mapping[int, Sequence[Ruling]],
    thread: Sequence[MessageFace],
    lines: Sequence[Line],
) -> set[UUID]:
    found = refs_in(lines) | {each.by_ref for each in said if each.by_ref}
    found |= {each.by_ref for each in thread if each.by_ref}
    for ruling in (each for theirs in rulings.values() for each in theirs):
        found |= {row.by_ref for row in ruling if row is not None and row.by_ref is not None}
    return found


def _known(
    children: Sequence[ChildVersion],
    said: Sequence[ContactVersion],
    names: Mapping[UUID, str],
    settings: Configuration,
) -> Known:
    several = len(children) > 1
    return Known(
        names=names,
        children={each.child_id: called(each) for each in children} if several else {},
        subjects={each.child.ledger_ref: called(each) for each in children} if several else {},
        neighbours={each.code: each.name for each in settings.neighbours},
        shown_versions=frozenset(each.number for each in said),
    )


def called(known: ChildVersion) -> str:
    """Return how a child is spoken of."""
    return known.known_as.strip() or f"child {known.child.number}, not named"
