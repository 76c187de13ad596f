"""All reading of contacts: the guarded way to a row for a change, and narrow looks for the public door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from threshold.confidentiality.origin import Origin
from threshold.confidentiality.rules import Role, Viewer
from threshold.confidentiality.sealing import blind, unseal_under
from threshold.ledger.openings import Opened, first_opened
from threshold.ledger.together import held, hold
from threshold.refusals import NotFound

from .models import Act, Alarm, Child, ChildVersion, Contact, Decision, Receipt, ReceiptVersion, SavedDraft
from .rules import custody, report
from .rules.codes import tidy
from .rules.telling import Decided
from .rules.words import ActKind, ChildState, Outcome, State

CODE_PURPOSE = "report-code"
RECEIPT_GIVEN = "receipt.given"
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


def receipt_opened(*, code: str, viewer: Viewer) -> Opened:
    """Return the ledger's entry of the receipt with this code, for the person who holds it, or NotFound."""
    given = (
        ReceiptVersion.objects.filter(receipt__code_digest=digest_of(code=code, viewer=viewer))
        .select_related("receipt")
        .first()
    )
    if given is None:
        raise NotFound
    giver = Viewer(given.by_ref, None, "", Role(given.by_role), origin=Origin(given.origin))
    return first_opened(RECEIPT_GIVEN, record=given.receipt, version=given, by=giver)


def _may_see(viewer: Viewer, row: Contact) -> bool:
    theirs = custody.may_see(
        viewer, owner_id=row.owner_id, team_id=row.team_id, offered_to_id=row.offered_to_id
    )
    return theirs or _was_alerted(viewer, row)


def _was_alerted(viewer: Viewer, row: Contact) -> bool:
    """Return whether this person was alerted about the contact: whoever is on call opens it, whatever their team."""
    asked = viewer.reads_cases and row.danger
    return asked and Alarm.objects.filter(contact=row, worker=viewer.worker_id).exists()


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
    asked: dict[str, Any] = {
        "keys": wanted,
        "contact": contact,
        "before": before,
        "most": EARLIER_AT_MOST * len(keys),
    }
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, asked)
        rows = [_Match(*row) for row in cursor.fetchall()]
    seen = [row for row in rows if _may_see_match(viewer, row)]
    return {number: _sharing(theirs, seen) for number, theirs in keys.items()}


class _Match(NamedTuple):
    """An earlier child who shares a key, with what is shown of them and who holds their contact."""

    child: UUID
    number: int
    keys: Sequence[str]
    state: str
    outcome: str
    decided_at: datetime | None
    ref: str
    received_at: datetime
    owner_id: int | None
    team_id: int
    offered_to_id: int | None
    known_as: str
    born_on: date | None
    age_words: str
    decision: int | None
    reason: str | None


# By hand: the newest version and decision of each child found, in one statement.
EARLIER = f"""
SELECT child.ledger_ref, child.number, child.keys, child.state, child.outcome, child.decided_at,
  contact.ref, contact.received_at, contact.owner_id, contact.team_id, contact.offered_to_id,
  known.known_as, known.born_on, known.age_words, decision.id, decision.reason
FROM "{Child._meta.db_table}" child
JOIN "{Contact._meta.db_table}" contact ON contact.id = child.contact_id
CROSS JOIN LATERAL (
  SELECT known_as, born_on, age_words FROM "{ChildVersion._meta.db_table}"
  WHERE child_id = child.id ORDER BY number DESC LIMIT 1
) known
LEFT JOIN LATERAL (
  SELECT id, reason FROM "{Decision._meta.db_table}" WHERE child_id = child.id ORDER BY id DESC LIMIT 1
) decision ON true
WHERE child.keys && %(keys)s::varchar[] AND child.contact_id <> %(contact)s AND contact.received_at < %(before)s
ORDER BY contact.received_at DESC, child.number
LIMIT %(most)s
"""  # noqa: S608


def _may_see_match(viewer: Viewer, row: _Match) -> bool:
    return custody.may_see(
        viewer, owner_id=row.owner_id, team_id=row.team_id, offered_to_id=row.offered_to_id
    )


def _sharing(keys: Sequence[str], rows: Sequence[_Match]) -> tuple[Earlier, ...]:
    found = ((row, tuple(key for key in keys if key in row.keys)) for row in rows)
    return tuple(_earlier(row, shared) for row, shared in found if shared)[:EARLIER_AT_MOST]


def _earlier(row: _Match, shared: tuple[str, ...]) -> Earlier:
    return Earlier(
        contact_ref=row.ref,
        child=row.child,
        number=row.number,
        known_as=row.known_as,
        born=f"{row.born_on:%-d %B %Y}" if row.born_on else row.age_words,
        received_at=row.received_at,
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
