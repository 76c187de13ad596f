"""All reading of contacts: the guarded way to a row for a change, and narrow looks for the public door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import blind, unseal_under
from threshold.ledger.together import held, hold
from threshold.refusals import NotFound

from .models import Act, Alarm, Child, ChildVersion, Contact, Decision, Receipt, SavedDraft
from .rules import custody, report
from .rules.codes import tidy
from .rules.telling import Decided
from .rules.words import ActKind, ChildState, Outcome, State

CODE_PURPOSE = "report-code"
HELD_BY = ("team", "owner", "offered_to")


def digest_of(*, code: str, viewer: Viewer) -> bytes:
    """Return the keyed hash under which a code's draft and receipt are found."""
    return blind(tidy(code), purpose=CODE_PURPOSE)


def contact_row(*, ref: str, viewer: Viewer, lock: bool = False) -> Contact:
    """The only way to a contact's row: hidden and absent are answered alike, with NotFound."""
    rows = Contact.objects.select_for_update() if lock else Contact.objects.select_related(*HELD_BY)
    row = held(Contact, tidy(ref)) or rows.filter(ref=tidy(ref)).first()
    if row is None or not _may_see(viewer, row):
        raise NotFound
    return row


def hold_contacts(*, refs: Sequence[str], viewer: Viewer) -> None:
    """Lock these contacts and let every act in this block work on the same rows, read with two queries for all."""
    rows = Contact.objects.select_for_update().filter(ref__in=refs).order_by("pk")
    for row in rows.prefetch_related("children"):
        hold(row, row.ref)


def child_row(*, ref: str, number: int, viewer: Viewer, lock: bool = False) -> Child:
    """The only way to one child of a contact, or NotFound. With `lock` the contact is locked first."""
    contact = contact_row(ref=ref, viewer=viewer, lock=lock)
    row = next((each for each in contact.children.all() if each.number == number), None)
    if row is None:
        raise NotFound
    row.contact = contact
    return row


def contact_behind(*, code: str, viewer: Viewer, lock: bool = False) -> Contact:
    """Return the contact whose receipt carries this code, for the person who holds it, or NotFound."""
    rows = Contact.objects.select_for_update(of=("self",)) if lock else Contact.objects.all()
    row = rows.filter(receipt__code_digest=digest_of(code=code, viewer=viewer)).first()
    if row is None:
        raise NotFound
    return held(Contact, row.ref) or row


def draft_under(*, code: str, viewer: Viewer, at: datetime) -> tuple[report.Draft, UUID]:
    """Return an unsent draft and the reference its files are kept under, or NotFound when it is gone."""
    row = SavedDraft.objects.filter(
        code_digest=digest_of(code=code, viewer=viewer), expires_at__gt=at
    ).first()
    if row is None:
        raise NotFound
    return draft_in(sealed=bytes(row.sealed), code=code, viewer=viewer), row.files_under


def draft_in(*, sealed: bytes, code: str, viewer: Viewer) -> report.Draft:
    """Return the draft inside a sealed row, which only its code opens."""
    return report.from_bytes(unseal_under(tidy(code), sealed, context="draft"))


def is_sent(*, code: str, viewer: Viewer) -> bool:
    """Return whether this code has become a receipt."""
    return Receipt.objects.filter(code_digest=digest_of(code=code, viewer=viewer)).exists()


def _may_see(viewer: Viewer, row: Contact) -> bool:
    return custody.may_see(
        viewer, owner_id=row.owner_id, team_id=row.team_id, offered_to_id=row.offered_to_id
    )


@dataclass(frozen=True, slots=True)
class HolderPage:
    """What the person who told us may see of their report: teams and times, no names."""

    contact: UUID
    ref: str
    state: State
    neighbour: str
    danger: bool
    received_at: datetime
    opened_at: datetime | None
    acknowledged_at: datetime | None
    decided_at: datetime | None
    told_at: datetime | None
    passed_on_at: datetime | None
    closed_at: datetime | None
    alarm_seen_at: datetime | None
    alarmed: bool
    team_id: int
    next_duty: str
    next_at: datetime | None
    last_used_at: datetime | None
    professional: bool
    professional_unidentified: bool
    calls_for_name: bool


def holder_page(*, code: str, viewer: Viewer) -> HolderPage:
    """Return a report's progress for whoever holds its code, or NotFound. Nothing here names a worker or a child."""
    row = contact_behind(code=code, viewer=viewer)
    receipt = Receipt.objects.get(contact=row)
    alarms = list(Alarm.objects.filter(contact=row).values_list("seen_at", flat=True)) if row.danger else []
    passed = Act.objects.filter(contact=row, kind=ActKind.TRANSFERRED).values_list("event_at", flat=True)
    unnamed = row.teller == "professional" and not row.identified
    return HolderPage(
        contact=row.ledger_ref,
        ref=row.ref,
        state=State(row.state),
        neighbour=row.neighbour,
        danger=row.danger,
        received_at=row.received_at,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        decided_at=row.decided_at,
        told_at=row.told_at,
        passed_on_at=passed.first() if row.neighbour else None,
        closed_at=row.closed_at,
        alarm_seen_at=min((seen for seen in alarms if seen), default=None),
        alarmed=bool(alarms),
        team_id=row.team_id,
        next_duty=row.next_duty,
        next_at=row.next_at,
        last_used_at=receipt.last_used_at,
        professional=row.teller == "professional",
        professional_unidentified=unnamed,
        calls_for_name=unnamed and row.closed_at is None,
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier contact that may be about the same child, with what was decided then."""

    contact_ref: str
    child: UUID
    number: int
    known_as: str
    born: str
    received_at: datetime
    outcome: Outcome | None
    state: ChildState
    decided_at: datetime | None
    decision: int | None
    reason: str
    shared: tuple[str, ...]


EARLIER_AT_MOST = 10


def earlier_of(
    *, keys: Mapping[int, Sequence[str]], contact: int, before: datetime, viewer: Viewer
) -> Mapping[int, tuple[Earlier, ...]]:
    """Return, for each child by number, up to ten earlier children who share a pair of facts, newest first.

    `keys` holds each child's keys; children of the same `contact` are not earlier ones.
    """
    wanted = sorted({key for theirs in keys.values() for key in theirs})
    if not wanted:
        return dict.fromkeys(keys, ())
    newest = ChildVersion.objects.filter(child=OuterRef("pk")).order_by("-number")
    decision = Decision.objects.filter(child=OuterRef("pk")).order_by("-id")
    rows = (
        Child.objects.filter(keys__overlap=wanted, contact__received_at__lt=before)
        .exclude(contact=contact)
        .select_related("contact")
        .annotate(
            known_as=Subquery(newest.values("known_as")[:1]),
            born_on=Subquery(newest.values("born_on")[:1]),
            age_words=Subquery(newest.values("age_words")[:1]),
            decision=Subquery(decision.values("pk")[:1]),
            reason=Subquery(decision.values("reason")[:1]),
        )
        .order_by("-contact__received_at", "number")[: EARLIER_AT_MOST * len(keys)]
    )
    seen = [row for row in rows if _may_see(viewer, row.contact)]
    return {number: _sharing(theirs, seen) for number, theirs in keys.items()}


def _sharing(keys: Sequence[str], rows: Sequence[Any]) -> tuple[Earlier, ...]:
    found = ((row, tuple(key for key in keys if key in row.keys)) for row in rows)
    return tuple(_earlier(row, shared) for row, shared in found if shared)[:EARLIER_AT_MOST]


def _earlier(row: Any, shared: tuple[str, ...]) -> Earlier:
    return Earlier(
        contact_ref=row.contact.ref,
        child=row.ledger_ref,
        number=row.number,
        known_as=row.known_as or "",
        born=f"{row.born_on:%-d %B %Y}" if row.born_on else row.age_words or "",
        received_at=row.contact.received_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        state=ChildState(row.state),
        decided_at=row.decided_at,
        decision=row.decision if row.outcome else None,
        reason=row.reason or "" if row.outcome else "",
        shared=shared,
    )


def _newest_versions(children: Sequence[int]) -> dict[int, ChildVersion]:
    rows = ChildVersion.objects.filter(child__in=children).order_by("child", "number")
    return {row.child_id: row for row in rows}


def _reasons(children: Sequence[int]) -> dict[int, str]:
    rows = Decision.objects.filter(child__in=children).order_by("child", "id").values_list("child", "reason")
    return dict(rows)


def final_decisions(*, ref: str, viewer: Viewer) -> tuple[Decided, ...]:
    """Return each child's decision as far as telling needs it, in the children's order."""
    contact = contact_row(ref=ref, viewer=viewer)
    children = sorted(
        (each for each in contact.children.all() if each.state == ChildState.DECIDED),
        key=lambda each: each.number,
    )
    names = _newest_versions([child.pk for child in children])
    reasons = _reasons([child.pk for child in children])
    return tuple(
        Decided(
            called=names[child.pk].known_as or "The child",
            outcome=Outcome(child.outcome),
            reason=reasons[child.pk],
        )
        for child in children
    )
