"""The few ways in which every verb writes: an act with its entry, custody, and where a contact stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from threshold.clocks.actions.start import start
from threshold.clocks.queries import NextDue, faces, next_due
from threshold.clocks.rules import LocalLimit, LocalLimits, day_of
from threshold.confidentiality.rules import SYSTEM, Viewer
from threshold.ledger.actions.append import append
from threshold.ledger.together import change, keep, last, later
from threshold.messages.actions.post import post
from threshold.messages.rules import Channel, Letter
from threshold.people.queries import mailable, safe_email
from threshold.staffing.queries import absences, colleague, configuration, front_door_team, team
from threshold.staffing.rules import AbsenceKind

from .models import Act, Child, Contact
from .rules.custody import Custody, Presence
from .rules.deciding import is_assessed, state_of
from .rules.words import ActKind, ChildState

ACCEPT = "accept"
"""What is due first on a contact that nobody by name has taken on."""

PAUSED, CLOSE = "paused", "close"
"""What stands in place of a duty where every clock stands still, or none is left: neither is ever late."""

NEVER_LATE = (PAUSED, CLOSE)


def limits_in_force(viewer: Viewer) -> LocalLimits:
    """Return the authority's own time limits, by duty."""
    limits = configuration(viewer=viewer).limits
    return {limit.duty: LocalLimit(limit.within, limit.unit, limit.reason) for limit in limits}


def mail_facts(viewer: Viewer) -> dict[str, str]:
    """Return the fields of the letters that go to people outside: the council's name and how to reach it."""
    authority = configuration(viewer=viewer).authority
    return {
        "authority": authority.name,
        "address": settings.PUBLIC_ADDRESS,
        "phone": authority.phone,
        "out_of_hours_phone": authority.out_of_hours_phone,
    }


def custody_of(contact: Contact) -> Custody:
    """Return who holds a contact, as the rules ask."""
    return Custody(
        owner_id=contact.owner_id,
        team_id=contact.team_id,
        offered_to_id=contact.offered_to_id,
        accept_by=contact.accept_by,
        closed=contact.closed_at is not None,
    )


def note(
    contact: Contact,
    kind: ActKind,
    *,
    by: Viewer,
    at: datetime,
    event_at: datetime | None = None,
    child: Child | None = None,
    to_worker: int | None = None,
    to_team: int | None = None,
    code: str = "",
    words: str = "",
) -> None:
    """Write one act as a version of the contact, with its ledger entry."""
    act = keep(
        Act(
            contact=contact,
            kind=kind,
            child=child,
            to_worker_id=to_worker,
            to_team_id=to_team,
            code=code,
            words=words,
            event_at=event_at or at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    append(f"contact.{kind}", record=contact, version=act, by=by, at=at)


def presence_of(worker: int, *, by: Viewer, at: datetime) -> Presence:
    """Return whether somebody works here and is not away, which stays so until this act is over.

    To be asked before the contact is locked: whoever records that somebody is gone locks them, then what they hold.
    """
    person = colleague(worker_id=worker, viewer=by, lock=True)
    absence = absences(team_id=person.team_id, viewer=by).get(worker)
    away = absence is not None and absence.kind is AbsenceKind.AWAY
    over = absence is not None and absence.until is not None and absence.until < day_of(at)
    return Presence(person.role, person.team_id, works_here=person.active, away=away and not over)


def give_to_person(contact: Contact, *, worker: int, team_id: int) -> None:
    """Put a contact in one named person's hands."""
    contact.owner_id, contact.team_id = worker, team_id
    contact.offered_to_id = contact.accept_by = contact.unowned_since = None


def give_to_team(
    contact: Contact, *, team_id: int, at: datetime, by: Viewer, offered_to: int | None = None
) -> None:
    """Put a contact with a team, perhaps meant for one person, with the time by which it must be taken on."""
    contact.owner_id, contact.team_id, contact.offered_to_id = None, team_id, offered_to
    contact.accept_by = at + team(team_id=team_id, viewer=by).accept_within
    contact.unowned_since = contact.unowned_since or at


def give_to_duty(contact: Contact, *, at: datetime, by: Viewer) -> None:
    """Put a contact back with the front door's duty team."""
    give_to_team(contact, team_id=front_door_team(viewer=by).id, at=at, by=by)


def settle(contact: Contact, *, by: Viewer, at: datetime) -> None:
    """Write where the contact stands now and what is due next, computed from its children and its clocks."""
    last(_settle_all, Settling(contact, at))


@dataclass(frozen=True, slots=True)
class Settling:
    """A contact that something was done to, and when."""

    contact: Contact
    at: datetime


def _settle_all(settlings: Sequence[Settling]) -> None:
    newest = {each.contact.pk: each for each in settlings}
    clocks = next_due(about=[each.contact.ledger_ref for each in newest.values()], viewer=SYSTEM)
    for each in newest.values():
        _settle(each.contact, clocks.get(each.contact.ledger_ref), at=each.at)
    change(*(each.contact for each in newest.values()))


def _settle(contact: Contact, clock: NextDue | None, *, at: datetime) -> None:
    children = list(contact.children.all())
    assessing = any(is_assessed(child.outcome) and child.assessed_at is None for child in children)
    contact.state = state_of(
        children=[(ChildState(child.state), child.outcome) for child in children],
        told=contact.told_at is not None,
        taken=contact.owner_id is not None,
        assessing=assessing,
        closed=contact.closed_at is not None,
    )
    contact.next_at, contact.next_duty = _next(contact, clock, at=at)


def _next(contact: Contact, clock: NextDue | None, *, at: datetime) -> tuple[datetime | None, str]:
    """Return the first of what is due; a contact with nothing left to do is due now, to be closed."""
    if contact.closed_at is not None:
        return None, ""
    found = [(clock.due_at, clock.duty)] if clock and not clock.stands_still else []
    if contact.accept_by is not None:
        found.append((contact.accept_by, ACCEPT))
    return min(found, default=(clock.due_at, PAUSED) if clock else (at, CLOSE))


def running_under(contact: Contact, *, by: Viewer, at: datetime) -> frozenset[str]:
    """Return the duties whose clocks run under the contact, paused ones included."""
    clocks = faces(about=[contact.ledger_ref], viewer=by, now=at)
    return frozenset(clock.duty for clock in clocks if clock.stopped_at is None)


def start_answer_clock(contact: Contact, *, by: Viewer, at: datetime) -> None:
    """Make answering the person who told us work with a date; a closed contact goes back to duty for it."""
    contact.waiting_messages += 1
    if contact.waiting_messages > 1:
        return
    if contact.closed_at is not None:
        contact.closed_at = None
        give_to_duty(contact, at=at, by=by)
    start(
        "answer",
        subject=contact.ledger_ref,
        about=contact.ledger_ref,
        anchor=at,
        by=by,
        at=at,
        settings=limits_in_force(by),
    )


def tell_there_is_something_new(contact: Contact, *, by: Viewer, at: datetime) -> None:
    """Send the referrer's safe address a note without content, if they gave one."""
    later(_tell_all, News(contact.ledger_ref, by, at))


@dataclass(frozen=True, slots=True)
class News:
    """That something new is to be seen about a contact, by whom it was done, and when."""

    about: UUID
    by: Viewer
    at: datetime


def _tell_all(news: Sequence[News]) -> None:
    reachable = mailable(about=[each.about for each in news], viewer=SYSTEM)
    for each in news:
        if each.about in reachable:
            _tell(each, safe_email(about=each.about, viewer=each.by))


def _tell(news: News, email: str) -> None:
    post(
        letter=Letter.SOMETHING_NEW,
        to=email,
        channel=Channel.EMAIL,
        facts=mail_facts(news.by),
        about=news.about,
        by=news.by,
        at=news.at,
    )
