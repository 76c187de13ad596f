"""Carries out the steps of a story, each through the act that the doors use, at the story's own times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from threshold.confidentiality.origin import Origin
from threshold.confidentiality.rules import PUBLIC, SYSTEM, Viewer
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.add_late import add_late
from threshold.referrals.actions.alert import alert
from threshold.referrals.actions.answer_referrer import answer_referrer
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.ask_referrer import ask_referrer
from threshold.referrals.actions.ask_why import ask_why
from threshold.referrals.actions.close import close
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.finish_assessment import finish_assessment
from threshold.referrals.actions.hand_back import hand_back
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.identify import identify
from threshold.referrals.actions.move_clock import move_clock
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.actions.receive import receive
from threshold.referrals.actions.record_response import record_response
from threshold.referrals.actions.reopen import reopen
from threshold.referrals.actions.screen import screen
from threshold.referrals.actions.see_alert import see_alert
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.actions.transfer_out import transfer_out
from threshold.referrals.actions.use_receipt import use_receipt
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.referrals.queries import child_row, contact_row, earlier_of
from threshold.referrals.rules.codes import new_code
from threshold.staffing.queries import colleagues, teams, viewer_for

from . import people
from .stories import Step, Story

DEMO_PUBLIC = replace(PUBLIC, origin=Origin.DEMO)
DEMO_SYSTEM = replace(SYSTEM, origin=Origin.DEMO)

YEAR = timedelta(days=366)

ON_THE_CONTACT: Mapping[str, Callable[..., Any]] = {
    act.__name__: act
    for act in (
        accept, acknowledge, add_late, answer_referrer, approve, ask_referrer, close, finish_assessment, hand_back,
        note_opening, reopen, screen, see_alert, tell_referrer, transfer_out,
    )
}  # fmt: skip
"""Acts that need to be told nothing but the contact's reference and what the step says."""

BY_CODE: Mapping[str, Callable[..., Any]] = {
    act.__name__: act for act in (ask_why, identify, use_receipt, write_to_us)
}
"""What somebody does with the code they were given."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A report that was received: its reference, its random one, and the code that its sender holds."""

    ref: str
    contact: UUID
    code: str


class Company:
    """Everyone who acts in the borough, as the acts need them."""

    def __init__(self) -> None:
        """Look everyone up once."""
        self._workers = {each.email: each.id for each in colleagues(viewer=DEMO_SYSTEM)}
        self._teams = {each.code: each.id for each in teams(viewer=DEMO_SYSTEM)}
        self._viewers = {
            email: viewer_for(worker_id=worker, viewer=DEMO_SYSTEM) for email, worker in self._workers.items()
        }
        self._special: Mapping[str, Callable[[Step, Stored, Viewer], None]] = {
            "decide": _decide,
            "hand_over": self._hand_over,
            "move_clock": _move_clock,
            "raise_alarm": _raise_alarm,
            "record_response": _record_response,
        }

    def worker(self, email: str) -> int:
        """Return a worker's number."""
        return self._workers[email]

    def receive(self, story: Story) -> Stored:
        """Take the story's report in at the door it came to."""
        by = self._viewer(story.by)
        code = new_code()
        received = receive(
            code=code, draft=story.telling.draft, door=story.door, typed_by=by.name, by=by, at=story.told_at
        )
        return Stored(received.ref, received.contact, code)

    def carry_out(self, step: Step, stored: Stored) -> None:
        """Do one act of the story."""
        by = self._viewer(step.by)
        if act := ON_THE_CONTACT.get(step.act):
            act(ref=stored.ref, **step.given, by=by, at=step.at)
        elif act := BY_CODE.get(step.act):
            act(code=stored.code, **step.given, by=by, at=step.at)
        else:
            self._special[step.act](step, stored, by)

    def _viewer(self, who: str) -> Viewer:
        if who == people.PUBLIC:
            return DEMO_PUBLIC
        return DEMO_SYSTEM if who == people.SYSTEM else self._viewers[who]

    def _hand_over(self, step: Step, stored: Stored, by: Viewer) -> None:
        worker, team = step.given["to_worker"], step.given["to_team"]
        hand_over(
            ref=stored.ref,
            to_worker=self._workers[worker] if worker else None,
            to_team=self._teams[team] if team else None,
            words=step.given["words"],
            by=by,
            at=step.at,
        )


def _decide(step: Step, stored: Stored, by: Viewer) -> None:
    given = dict(step.given)
    follows = _decided_before(stored, given["number"], by) if given.pop("again") else None
    decide(ref=stored.ref, **given, follows=follows, by=by, at=step.at)


def _decided_before(stored: Stored, number: int, by: Viewer) -> int | None:
    """Return the newest decision about the same child in the year before, as the page shows it to who decides."""
    child = child_row(ref=stored.ref, number=number, viewer=by)
    received_at = child.contact.received_at
    before = earlier_of(keys={number: child.keys}, contact=child.contact_id, before=received_at, viewer=by)
    decided = (
        each
        for each in before[number]
        if each.decided_at and received_at - YEAR < each.decided_at <= received_at
    )
    return next((each.decision for each in decided), None)


def _move_clock(step: Step, stored: Stored, by: Viewer) -> None:
    given = dict(step.given)
    child = child_row(ref=stored.ref, number=given.pop("number"), viewer=by)
    move_clock(ref=stored.ref, subject=child.ledger_ref, **given, by=by, at=step.at)


def _raise_alarm(step: Step, stored: Stored, by: Viewer) -> None:
    alert(contact=contact_row(ref=stored.ref, viewer=by, lock=True), by=by, at=step.at)


def _record_response(step: Step, stored: Stored, by: Viewer) -> None:
    record_response(ref=stored.ref, event_at=step.at, **step.given, by=by, at=step.at)
