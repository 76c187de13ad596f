"""Receive a report: store all of it, start its clocks, and give back what the sender can hold on to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.clocks.actions.start_many import start_many
from threshold.clocks.rules import Start
from threshold.confidentiality.rules import SYSTEM, Viewer
from threshold.ledger.actions.append_many import append_many
from threshold.ledger.inserting import insert_unless_taken
from threshold.ledger.rows import Act as Entry
from threshold.ledger.together import keep, together
from threshold.messages.actions.post import post
from threshold.messages.actions.write import write
from threshold.messages.rules import Channel, Direction, Letter
from threshold.people.actions.name_referrer import name_referrer
from threshold.people.rules import matching_keys, postcode_in
from threshold.referrals.models import Child, ChildVersion, Contact, ContactVersion, Receipt, ReceiptVersion
from threshold.referrals.queries import RECEIPT_GIVEN, digest_of
from threshold.referrals.rows import limits_in_force, mail_facts, note
from threshold.referrals.rules.codes import new_reference
from threshold.referrals.rules.report import (
    ChildAsKnown,
    Draft,
    called,
    check_known_codes,
    check_report,
    is_danger,
)
from threshold.referrals.rules.telling import IDENTIFY
from threshold.referrals.rules.words import ActKind, Door, State, Teller
from threshold.staffing.queries import configuration, front_door_team
from threshold.staffing.rules import ReferralRule

from .alert import alert

WHO_ARE_YOU = (
    "We have what you sent us and are working on it. You told us that you work with children, but not your name "
    "or where you work. Please write them here, so that we can tell you the outcome."
)


@dataclass(frozen=True, slots=True)
class Received:
    """What a stored report is known by: the reference people quote, and its random one."""

    ref: str
    contact: UUID


@transaction.atomic(savepoint=False)
@together()
def receive(*, code: str, draft: Draft, door: Door, typed_by: str = "", by: Viewer, at: datetime) -> Received:
    """Store the report with its children, identity, clocks and receipt, all or nothing, and return its reference."""
    check_report(draft.report)
    check_known_codes(draft.report)
    contact = _contact(draft, door, by, at)
    said = _said(contact, draft, typed_by, by, at)
    children = _children(contact, draft.children or (ChildAsKnown(),))
    known = _known(children, draft.children or (ChildAsKnown(),), by, at)
    identity = name_referrer(
        about=contact.ledger_ref,
        standing=draft.standing,
        identity=draft.identity,
        safe_to_mail=draft.safe_to_mail,
        by=by,
        at=at,
    )
    receipt = keep(Receipt(contact=contact, code_digest=digest_of(code=code, viewer=by)))
    given = keep(_given(receipt, contact, by, at))
    start_many(_clocks(contact, children, at), by=by, at=at, settings=limits_in_force(by))
    entries = [Entry("contact.received", record=contact, version=said, by=by, at=at, first=True), identity]
    entries += [
        Entry("child.recorded", record=child, version=version, by=by, at=at, first=True)
        for child, version in zip(children, known, strict=True)
    ]
    entries.append(Entry(RECEIPT_GIVEN, record=receipt, version=given, by=by, at=at, first=True))
    append_many(entries)
    if contact.teller == Teller.PROFESSIONAL and not contact.identified:
        _ask_who_they_are(contact, by, at)
    if draft.safe_to_mail and draft.identity.email:
        _send_acknowledgement(contact, draft.identity.email, by, at)
    if contact.danger:
        alert(contact=contact, by=by, at=at)
    return Received(ref=contact.ref, contact=contact.ledger_ref)


def _send_acknowledgement(contact: Contact, email: str, by: Viewer, at: datetime) -> None:
    post(
        letter=Letter.RECEIVED,
        to=email,
        channel=Channel.EMAIL,
        facts=mail_facts(by),
        about=contact.ledger_ref,
        by=by,
        at=at,
    )


def _ask_who_they_are(contact: Contact, by: Viewer, at: datetime) -> None:
    system = replace(SYSTEM, origin=by.origin)
    write(thread=contact, direction=Direction.OUT, words=WHO_ARE_YOU, by=system, at=at)
    note(contact, ActKind.CHASED, by=system, at=at)


def _contact(draft: Draft, door: Door, by: Viewer, at: datetime) -> Contact:
    settings = configuration(viewer=by)
    team = front_door_team(viewer=by)
    neighbours = (settings.neighbour_for(postcode_in(child.address)) for child in draft.children)
    neighbour = next((found for found in neighbours if found), None)
    contact = Contact(
        door=door,
        teller=draft.report.teller,
        standing=draft.standing,
        identified=draft.identity.is_given,
        origin=by.origin,
        called=called(draft.children)[:400],
        danger=is_danger(draft.report, danger_answers=settings.danger_answers),
        neighbour=neighbour.code if neighbour else "",
        is_referral=settings.referral_rule is ReferralRule.EVERY_WELFARE_CONTACT,
        state=State.WAITING,
        team_id=team.id,
        accept_by=at + team.accept_within,
        unowned_since=at,
        next_at=at + team.accept_within,
        next_duty="accept",
        received_at=at,
    )
    return _kept_under_a_new_reference(contact)


def _kept_under_a_new_reference(contact: Contact) -> Contact:
    # At a million contacts a new reference is taken once in three thousand times.
    contact.ref = new_reference()
    while not insert_unless_taken(contact, "ref"):
        contact.ref = new_reference()
    return contact


def _said(contact: Contact, draft: Draft, typed_by: str, by: Viewer, at: datetime) -> ContactVersion:
    report = draft.report
    return keep(
        ContactVersion(
            contact=contact,
            number=1,
            ref=contact.ref,
            worry=report.worry,
            seen=report.seen,
            heard=report.heard,
            happened=report.happened,
            safe_now=report.safe_now,
            where_now=report.where_now,
            consent=report.consent,
            consent_why=report.consent_why,
            declaration=report.declaration,
            typed_by=typed_by,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )


def _children(contact: Contact, known: Sequence[ChildAsKnown]) -> list[Child]:
    rows = [
        Child(
            contact=contact,
            number=number,
            keys=list(matching_keys(known_as=child.known_as, born_on=child.born_on, address=child.address)),
        )
        for number, child in enumerate(known, start=1)
    ]
    keep(*rows)
    return rows


def _known(
    children: Sequence[Child], known: Sequence[ChildAsKnown], by: Viewer, at: datetime
) -> list[ChildVersion]:
    rows = [
        ChildVersion(
            child=row,
            number=1,
            known_as=child.known_as,
            born_on=child.born_on,
            age_words=child.age_words,
            expected_on=child.expected_on,
            address=child.address,
            school=child.school,
            more=child.more,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
        for row, child in zip(children, known, strict=True)
    ]
    keep(*rows)
    return rows


def _given(receipt: Receipt, contact: Contact, by: Viewer, at: datetime) -> ReceiptVersion:
    return ReceiptVersion(
        receipt=receipt,
        number=1,
        ref=contact.ref,
        received_at=contact.received_at,
        origin=by.origin,
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )


def _clocks(contact: Contact, children: Sequence[Child], at: datetime) -> list[Start]:
    about = contact.ledger_ref
    starts = [Start("acknowledgement", subject=about, about=about, anchor=at)]
    starts += [Start("first-response", subject=about, about=about, anchor=at)]
    starts += [Start("decision", subject=child.ledger_ref, about=about, anchor=at) for child in children]
    if contact.teller == Teller.PROFESSIONAL and not contact.identified:
        starts.append(Start(IDENTIFY, subject=about, about=about, anchor=at))
    return starts
