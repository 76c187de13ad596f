"""Who holds a contact: every open one has one person, or one team with a time to take it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from threshold.confidentiality.rules import DECIDING_ROLES, Role, Viewer
from threshold.refusals import Refused


class NotYours(Refused):
    """Only the person who holds a contact, or a manager, moves it on."""

    says = "This contact is not with you. Take it on first, or ask the person who holds it."


class NotOffered(Refused):
    """There is nothing here to accept."""

    says = "This contact is not waiting for you to take it on."


class NothingToHandBack(Refused):
    """What nobody offered cannot be declined; duty's own work stays with duty, with its time."""

    says = "Nobody is being asked to take this over, so there is nothing to hand back."


class CannotTakeIt(Refused):
    """Work handed to somebody who cannot take it on would lie unseen."""

    says = "This person cannot take it on. Choose a screening worker, a social worker, a manager or a team."
    field = "to"


class AwayNow(Refused):
    """Work handed to somebody who is away would lie unseen until its time has passed."""

    says = "This person is away. Choose somebody else, or a team."
    field = "to"


class NotHereNow(Refused):
    """What is taken on by somebody who is on record as gone would lie unseen."""

    says = "It is on record that you are away or have left. Ask a manager to record that you are back."


class NotForYouToSay(Refused):
    """Whoever says that somebody is gone takes their work away and may shut them out."""

    says = "Only a manager records that somebody is away, back or has left. Ask one of them."


class ClosedAlready(Refused):
    """A closed contact has to be opened again before anything is done to it."""

    says = "This contact is closed. Open it again first, and say why."


class ToWhomMissing(Refused):
    """Handing over needs somebody to hand over to."""

    says = "Choose the person or the team this goes to."
    field = "to"


class ReasonForHandingMissing(Refused):
    """Whoever receives it should not have to guess."""

    says = "Say why, so that whoever receives this does not have to guess."
    field = "words"


@dataclass(frozen=True, slots=True)
class Custody:
    """Who holds a contact now: a named person, or a team (and perhaps one person in it) with a time."""

    owner_id: int | None
    team_id: int
    offered_to_id: int | None
    accept_by: datetime | None
    closed: bool

    def check_open(self) -> None:
        """Raise ClosedAlready if nothing may be done any more."""
        if self.closed:
            raise ClosedAlready

    def check_can_accept(self, viewer: Viewer) -> None:
        """Raise a Refused unless this is waiting for this person or their team. Managers may always take it."""
        self.check_open()
        if viewer.role is Role.MANAGER and self.owner_id != viewer.worker_id:
            return
        meant = self.offered_to_id in (None, viewer.worker_id) and self.team_id in viewer.teams
        if self.owner_id is not None or not meant or viewer.role not in DECIDING_ROLES:
            raise NotOffered

    def check_can_hand_back(self, viewer: Viewer, *, duty_id: int) -> None:
        """Raise a Refused unless this was handed to this person or their team; a manager may answer for them."""
        self.check_handed(duty_id=duty_id)
        meant = self.offered_to_id in (None, viewer.worker_id) and self.team_id in viewer.teams
        if viewer.role is not Role.MANAGER and not (meant and viewer.role in DECIDING_ROLES):
            raise NotOffered

    def check_handed(self, *, duty_id: int) -> None:
        """Raise a Refused unless this was handed to somebody who has not taken it on."""
        self.check_open()
        if self.owner_id is not None or (self.team_id == duty_id and self.offered_to_id is None):
            raise NothingToHandBack

    def check_holds(self, viewer: Viewer) -> None:
        """Raise a Refused unless this person holds the contact or manages those who do."""
        self.check_open()
        if viewer.role is not Role.MANAGER and self.owner_id != viewer.worker_id:
            raise NotYours


def check_may_return_work(role: Role) -> None:
    """Raise NotForYouToSay unless this role may say who is here; what runs by itself may."""
    if role not in (Role.MANAGER, Role.SYSTEM):
        raise NotForYouToSay


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is to have a contact: their role and team, and whether they work here and are away."""

    role: Role
    team_id: int
    works_here: bool
    away: bool


def check_here(presence: Presence) -> None:
    """Raise NotHereNow if this person is on record as away or gone."""
    if presence.away or not presence.works_here:
        raise NotHereNow


def check_receiver(presence: Presence) -> None:
    """Raise a Refused unless this person, by role, works here and is not away: then they can take a contact on."""
    if not presence.works_here or presence.role not in DECIDING_ROLES:
        raise CannotTakeIt
    if presence.away:
        raise AwayNow


@dataclass(frozen=True, slots=True)
class Holding:
    """From one moment on, somebody by name held the contact, or nobody did."""

    since: datetime
    by_name: bool


def without_a_name(holdings: Sequence[Holding], *, until: datetime) -> timedelta:
    """Return how long no named person held the contact. Holdings are in order of time."""
    ends = [holding.since for holding in holdings[1:]] + [until]
    spans = (end - holding.since for holding, end in zip(holdings, ends, strict=True) if not holding.by_name)
    return sum(spans, timedelta())


def may_see(viewer: Viewer, *, owner_id: int | None, team_id: int, offered_to_id: int | None) -> bool:
    """Return whether a viewer may open a contact: the front door sees all; social workers, theirs and their team's."""
    if not viewer.reads_cases:
        return False
    if viewer.role is not Role.SOCIAL_WORKER:
        return True
    return team_id in viewer.teams or viewer.worker_id in (owner_id, offered_to_id)
