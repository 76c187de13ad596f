"""Where a contact stood: rebuilt from the acts, decisions and answers that the record held at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from threshold.referrals.models import Act, Approval, Contact, Decision
from threshold.referrals.rules.custody import Holding, without_a_name
from threshold.referrals.rules.words import ActKind, ChildState, Outcome

TAKEN = frozenset({ActKind.ACCEPTED})
PUT_DOWN = frozenset({ActKind.HANDED_OVER, ActKind.HANDED_BACK, ActKind.RETURNED, ActKind.LAPSED})
WRITTEN_TO = frozenset({ActKind.WROTE, ActKind.ASKED_WHY})
TOLD = frozenset({ActKind.TOLD, ActKind.NOT_TOLD})
ALERTS = frozenset({ActKind.ALERTED, ActKind.ALERT_RAISED, ActKind.ALERT_SEEN})
STEPS = TAKEN | PUT_DOWN | WRITTEN_TO | TOLD | ALERTS | {ActKind.REOPENED, ActKind.CLOSED, ActKind.ASSESSED}


class Step(NamedTuple):
    """An act that changed where a contact stood."""

    kind: str
    at: datetime
    person: str | None
    team: str | None
    child: int | None
    by_role: str


@dataclass(frozen=True, slots=True)
class Then:
    """Where a contact stood after some steps."""

    holder: str
    team: str
    closed: bool
    told: bool


def steps_of(contact: Contact, *, until: datetime | None) -> tuple[Step, ...]:
    """Return the steps recorded before `until`, oldest first. The caller has guarded the contact."""
    rows = Act.objects.filter(contact=contact, kind__in=STEPS)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    columns = ("kind", "recorded_at", "to_worker__name", "to_team__name", "child_id", "by_role")
    return tuple(Step(*row) for row in rows.order_by("id").values_list(*columns))


def without_a_person(steps: Iterable[Step], *, received_at: datetime, until: datetime) -> timedelta:
    """Return how long the contact was open with no person by name. While it was closed nobody had to hold it."""
    holdings, closed = [Holding(received_at, by_name=False)], False
    for step in steps:
        named = _named_after(step, closed=closed)
        closed = step.kind == ActKind.CLOSED or (closed and named is None)
        if named is not None:
            holdings.append(Holding(step.at, by_name=named))
    return without_a_name(holdings, until=until)


def _named_after(step: Step, *, closed: bool) -> bool | None:
    if step.kind in TAKEN or step.kind == ActKind.CLOSED:
        return True
    if step.kind in PUT_DOWN or (closed and step.kind in WRITTEN_TO):
        return False
    return True if closed and step.kind == ActKind.REOPENED else None


def stood(steps: Iterable[Step]) -> Then:
    """Return where the contact stood after these steps. No team is the one where it began."""
    then = Then(holder="", team="", closed=False, told=False)
    for step in steps:
        if step.kind in TAKEN:
            then = Then(step.person or "", step.team or then.team, closed=False, told=then.told)
        elif step.kind in PUT_DOWN:
            then = Then("", step.team or then.team, closed=False, told=then.told)
        elif step.kind in TOLD:
            then = Then(then.holder, then.team, closed=then.closed, told=True)
        elif step.kind == ActKind.CLOSED:
            then = Then(then.holder, then.team, closed=True, told=then.told)
        elif step.kind == ActKind.REOPENED:
            then = Then(then.holder, then.team, closed=False, told=False)
        elif step.kind in WRITTEN_TO and then.closed:
            then = Then("", then.team, closed=False, told=then.told)
    return then


class Ruling(NamedTuple):
    """A decision with what the second person said to it, if they have."""

    decision: Decision
    answer: Approval | None


def rulings_of(contact: Contact, *, until: datetime | None) -> dict[int, list[Ruling]]:
    """Return each child's decisions as they were recorded before `until`, oldest first, by the child's row."""
    rows = Decision.objects.filter(child__contact=contact).select_related("approval").order_by("id")
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    found: dict[int, list[Ruling]] = {}
    for row in rows:
        answer: Approval | None = getattr(row, "approval", None)
        if answer is not None and until is not None and answer.recorded_at >= until:
            answer = None
        found.setdefault(row.child_id, []).append(Ruling(row, answer))
    return found


def child_state(rulings: Sequence[Ruling], reopened_at: datetime | None) -> tuple[ChildState, Outcome | None]:
    """Return where a child's decision stood after these rulings, oldest first."""
    if not rulings:
        return ChildState.UNDECIDED, None
    newest, answer = rulings[-1]
    if reopened_at is not None and newest.recorded_at <= reopened_at:
        return ChildState.UNDECIDED, None
    if newest.needs_second_person and answer is None:
        return ChildState.PROPOSED, None
    if answer is not None and not answer.agreed:
        return ChildState.UNDECIDED, None
    return ChildState.DECIDED, Outcome(newest.outcome)
