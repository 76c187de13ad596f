"""Puts the page of one contact together, as it is or as it was known on a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from threshold.clocks.rules import amount_words, day_of
from threshold.clocks.rules.counting import LONDON, add_months
from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Viewer
from threshold.law import RE_REFERRAL, Unit
from threshold.messages.queries import MessageFace
from threshold.messages.rules import Direction
from threshold.people.queries import ReferrerFace
from threshold.people.rules import Standing, shared_words
from threshold.referrals.models import ChildVersion, Contact, ContactVersion
from threshold.referrals.queries import Earlier, contact_row
from threshold.referrals.rows import custody_of
from threshold.referrals.rules.codes import shown
from threshold.referrals.rules.deciding import is_assessed, state_of
from threshold.referrals.rules.possible import Situation, possible
from threshold.referrals.rules.report import called as all_called
from threshold.referrals.rules.report import known_of
from threshold.referrals.rules.words import (
    ActKind,
    ChildState,
    Consent,
    Door,
    Outcome,
    Safety,
    State,
    Teller,
)
from threshold.refusals import Refused
from threshold.staffing.rules import ReferralRule, TeamKind

from .faces import (
    Answered,
    ChildFace,
    ContactPage,
    Custodian,
    DecisionFace,
    EarlierFace,
    LearnedLate,
    Row,
    Said,
    TellerFace,
    Wrote,
    clock_face,
)
from .reading import Asked, Read, called, read
from .then import ALERTS, Ruling, Step, stood, without_a_person
from .timeline import Cursor, Kind, Known, page_of


class NotKnownYet(Refused):
    """There is no such day in this contact's life."""

    says = "Choose a day from the one on which this came in up to today."
    field = "known_on"


def contact_page(
    *,
    ref: str,
    viewer: Viewer,
    at: datetime,
    route: str,
    known_on: date | None = None,
    kind: Kind | None = None,
    before: Cursor | None = None,
) -> ContactPage:
    """Return the page of a contact and record that it was read; NotFound, or NotKnownYet for a day outside its life.

    `kind` narrows its timeline and `before` goes on from where a page of it ended.
    """
    contact = contact_row(ref=ref, viewer=viewer)
    _check_day(known_on, contact, at)
    asked = Asked(viewer, at, known_on)
    # Without a savepoint: what cannot be recorded is not shown.
    with transaction.atomic(savepoint=False):
        page = _page(read(contact, asked, kind=kind, before=before), kind=kind, before=before)
        shown_refs = [page.contact, *(child.ref for child in page.children)]
        shown_refs += {each.child for child in page.children for each in child.earlier}
        record_read(viewer=viewer, route=route, kind=ReadKind.PAGE, shown=shown_refs, at=at)
    return page


def _check_day(known_on: date | None, contact: Contact, at: datetime) -> None:
    if known_on is not None and not day_of(contact.received_at) <= known_on <= day_of(at):
        raise NotKnownYet


def _page(read: Read, *, kind: Kind | None, before: Cursor | None) -> ContactPage:
    contact, asked = read.contact, read.asked
    until = asked.until
    return ContactPage(
        ref=contact.ref,
        ref_words=shown(contact.ref),
        contact=contact.ledger_ref,
        called=all_called([known_of(each) for each in read.children]) if asked.known_on else contact.called,
        state=_state(read),
        door=Door(contact.door).words,
        received_at=contact.received_at,
        opened=contact.opened_at is not None,
        danger=contact.danger,
        alarm=_alarm(read.steps),
        known_on=asked.known_on,
        custodian=_custodian(read),
        referral_rule=read.settings.referral_rule.words,
        referral_words=_referral_words(contact, read.settings.referral_rule),
        neighbour=read.known.neighbours.get(contact.neighbour, ""),
        teller=_teller(contact, read.referrer),
        said=_said(read.said[0]),
        learned_late=tuple(_late(each, read.known) for each in read.said[1:]),
        clocks=tuple(clock_face(each) for each in read.clocks if each.subject == contact.ledger_ref),
        children=tuple(_child(each, read) for each in read.children),
        thread=tuple(_wrote(message, read.known) for message in read.thread),
        files=tuple(file for file in read.files if until is None or file.received_at < until),
        timeline=page_of(read.lines, read.known, kind=kind, before=before),
        acts=() if asked.known_on else possible(_situation(read), asked.viewer),
    )


def _child(known: ChildVersion, read: Read) -> ChildFace:
    now, theirs = read.child_now(known), read.rulings.get(known.child_id, ())
    before = [each for each in read.earlier.get(known.child.number, ()) if _was_known(each, read.asked.until)]
    follows = next((each for each in before if _is_followed(each, read.contact.received_at)), None)
    newest = theirs[-1] if now.state is not ChildState.UNDECIDED and theirs else None
    return ChildFace(
        number=known.child.number,
        ref=known.child.ledger_ref,
        called=called(known),
        about=_age(known, read.asked.now),
        known=known_of(known),
        version=known.number,
        rows=_rows(
            ("Address", known.address), ("School or nursery", known.school), ("More about them", known.more)
        ),
        state=f"{ChildState.DECIDED.words}: {now.outcome.words}" if now.outcome else now.state.words,
        decided=now.state is ChildState.DECIDED,
        clocks=tuple(clock_face(each) for each in read.clocks if each.subject == known.child.ledger_ref),
        decisions=tuple(_decision(each, read, stands=each is newest) for each in theirs),
        earlier=tuple(_earlier(each) for each in before),
        follows=_earlier(follows) if follows else None,
        follows_decision=follows.decision if follows else None,
    )


def _was_known(earlier: Earlier, until: datetime | None) -> bool:
    return until is None or earlier.decided_at is None or earlier.decided_at < until


def _is_followed(earlier: Earlier, received_at: datetime) -> bool:
    """Return whether this contact came in so soon after that one, once decided, that it counts as a re-referral."""
    if earlier.decided_at is None or earlier.decision is None or earlier.decided_at > received_at:
        return False
    return add_months(day_of(earlier.received_at), RE_REFERRAL.within) >= day_of(received_at)


def _age(known: ChildVersion, now: datetime) -> str:
    if known.born_on:
        today = day_of(now)
        had_birthday = (today.month, today.day) >= (known.born_on.month, known.born_on.day)
        years = today.year - known.born_on.year - (not had_birthday)
        return f"Born {day_words(known.born_on)}, {amount(years, 'year')} old"
    if known.expected_on:
        return f"Not born yet, expected {day_words(known.expected_on)}"
    return known.age_words or "Age not known"


def day_words(day: date) -> str:
    """Return a day as it is written: 4 May 2017."""
    return f"{day:%-d %B %Y}"


def amount(number: int, thing: str) -> str:
    """Return so many of a thing: 1 year, 4 years."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _decision(ruling: Ruling, read: Read, *, stands: bool) -> DecisionFace:
    (row, answer), known, settings = ruling, read.known, read.settings
    levels = {each.code: each.words for each in settings.levels}
    criteria = {each.code: each.words for each in settings.criteria}
    return DecisionFace(
        outcome=Outcome(row.outcome).words,
        level=levels.get(row.level, row.level),
        criterion=criteria.get(row.criterion, row.criterion),
        reason=row.reason,
        by=known.who(row.by_ref, row.by_role),
        at=row.recorded_at,
        rule=ReferralRule(row.referral_rule).words,
        waits=row.needs_second_person and answer is None,
        stands=stands,
        answered=Answered(
            answer.agreed, answer.reason, known.who(answer.by_ref, answer.by_role), answer.recorded_at
        )
        if answer
        else None,
    )


def _earlier(earlier: Earlier) -> EarlierFace:
    return EarlierFace(
        child=earlier.child,
        ref=earlier.contact_ref,
        ref_words=shown(earlier.contact_ref),
        known_as=earlier.known_as or "a child not named",
        born=earlier.born,
        received_at=earlier.received_at,
        outcome=earlier.outcome.words if earlier.outcome else earlier.state.words,
        decided_at=earlier.decided_at,
        reason=earlier.reason,
        shared=shared_words(earlier.shared),
    )


def _custodian(read: Read) -> Custodian:
    contact, asked = read.contact, read.asked
    until = contact.closed_at if contact.closed_at and not asked.known_on else asked.now
    unnamed = minutes_words(without_a_person(read.steps, received_at=contact.received_at, until=until))
    if asked.known_on:
        then = stood(read.steps)
        return Custodian(
            then.holder, then.team or "the front door", "", None, overdue=False, unnamed_for=unnamed
        )
    return Custodian(
        holder=contact.owner.name if contact.owner else "",
        team=contact.team.name,
        offered_to=contact.offered_to.name if contact.offered_to else "",
        accept_by=contact.accept_by,
        overdue=contact.accept_by is not None and contact.accept_by <= asked.at,
        unnamed_for=unnamed,
    )


def minutes_words(span: timedelta) -> str:
    """Return a length of time in its two largest units: 2 hours 5 minutes."""
    minutes = span // timedelta(minutes=1)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days, Unit.CALENDAR_DAYS), (hours, Unit.HOURS), (left, Unit.MINUTES)]
    said = [amount_words(number, unit) for number, unit in parts if number]
    return " ".join(said[:2]) or "less than a minute"


def _state(read: Read) -> str:
    if not read.asked.known_on:
        return State(read.contact.state).words
    then = stood(read.steps)
    now = [read.child_now(each) for each in read.children]
    return state_of(
        children=[(each.state, each.outcome or "") for each in now],
        told=then.told,
        taken=bool(then.holder),
        assessing=any(is_assessed(each.outcome or "") and not each.assessed for each in now),
        closed=then.closed,
    ).words


def _alarm(steps: Sequence[Step]) -> str:
    alerts = [step for step in steps if step.kind in ALERTS]
    if not alerts:
        return ""
    newest = alerts[-1]
    when = newest.at.astimezone(LONDON)
    if newest.kind == ActKind.ALERT_SEEN:
        return f"The on-call alert was seen on {when:%-d %B at %H:%M}."
    return f"{newest.person or 'The on-call person'} was alerted on {when:%-d %B at %H:%M} and has not seen it yet."


def _referral_words(contact: Contact, rule: ReferralRule) -> str:
    if contact.is_referral:
        return "Counted as a referral"
    if rule is ReferralRule.OUTCOME_OF_CONTACT and contact.decided_at is None:
        return "Not counted as a referral: its outcome will say"
    return "Not counted as a referral"


def _rows(*rows: tuple[str, str]) -> tuple[Row, ...]:
    return tuple(Row(key, value) for key, value in rows if value)


def _teller(contact: Contact, referrer: ReferrerFace) -> TellerFace:
    who = referrer.identity
    return TellerFace(
        standing=referrer.standing.words,
        kind=Teller(contact.teller).words,
        withheld=referrer.standing is Standing.WITHHELD,
        anonymous=referrer.standing is Standing.ANONYMOUS,
        unidentified=contact.teller == Teller.PROFESSIONAL and not referrer.identified,
        rows=_rows(
            ("Name", who.name),
            ("How they know the children", who.connection),
            ("Organisation", who.organisation),
            ("Job", who.job),
            ("Telephone", who.phone),
            ("E-mail", who.email),
            ("Safe ways and times to reach them", who.safe_ways),
        ),
    )


def _said(version: ContactVersion) -> Said:
    return Said(
        worry=version.worry,
        seen=version.seen,
        heard=version.heard,
        rows=_rows(
            ("When it happened", version.happened),
            ("Is the child safe now?", Safety(version.safe_now).words if version.safe_now else ""),
            ("Where the child is now", version.where_now),
            ("Do the family know?", Consent(version.consent).words if version.consent else ""),
            ("Why, in their words", version.consent_why),
        ),
        declaration=version.declaration,
        at=version.recorded_at,
        typed_by=version.typed_by,
    )


def _late(version: ContactVersion, known: Known) -> LearnedLate:
    return LearnedLate(
        words=version.worry,
        by=known.who(version.by_ref, version.by_role),
        event_at=version.event_at,
        recorded_at=version.recorded_at,
    )


def _wrote(message: MessageFace, known: Known) -> Wrote:
    ours = message.direction is Direction.OUT
    who = known.names.get(message.by_ref, "Front door") if message.by_ref else "Threshold, by itself"
    return Wrote(who=who if ours else "The person who told us", at=message.at, text=message.words, ours=ours)


def _situation(read: Read) -> Situation:
    contact, settings = read.contact, read.settings
    duty = next((team.code for team in settings.teams if team.kind is TeamKind.FRONT_DOOR), "")
    alerts = [step for step in read.steps if step.kind in ALERTS]
    return Situation(
        custody=custody_of(contact),
        duty_id=contact.team_id if contact.team.code == duty else 0,
        holder=contact.owner.name if contact.owner else "",
        team=contact.team.name,
        children=tuple(read.child_now(each) for each in read.children),
        acknowledged=contact.acknowledged_at is not None,
        decided=contact.decided_at is not None,
        told=contact.told_at is not None,
        professional=contact.teller == Teller.PROFESSIONAL,
        identified=contact.identified,
        running=frozenset(each.duty for each in read.clocks if each.stopped_at is None),
        waiting_messages=contact.waiting_messages,
        alarmed=bool(alerts) and alerts[-1].kind != ActKind.ALERT_SEEN,
        neighbours=bool(settings.neighbours),
    )
