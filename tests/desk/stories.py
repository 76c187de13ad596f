"""Stories of contacts that tests of the desk and of the staff door tell alike."""

from datetime import datetime, timedelta
from typing import Any

from tests.world import MONDAY, World, a_draft
from threshold.confidentiality.rules import PUBLIC, Viewer
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.ask_referrer import ask_referrer
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.receive import receive
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.words import Door


def received(at: datetime = MONDAY, **changes: Any) -> tuple[str, str]:
    """Take a report in and return its reference and its code."""
    code = new_code()
    return receive(code=code, draft=a_draft(**changes), door=Door.FORM, by=PUBLIC, at=at).ref, code


def taken(ref: str, by: Viewer, at: datetime = MONDAY + timedelta(minutes=20)) -> str:
    """Take a contact on and return its reference."""
    accept(ref=ref, by=by, at=at)
    return ref


def decided(
    ref: str,
    number: int,
    outcome: str,
    *,
    by: Viewer,
    at: datetime = MONDAY + timedelta(hours=3),
    **more: Any,
) -> None:
    """Decide about one child."""
    decide(
        ref=ref, number=number, outcome=outcome, level="2", criterion="none",
        reason=f"The reason for {outcome}.", by=by, at=at, **more,
    )  # fmt: skip


def settled(ref: str, world: World, *, at: datetime = MONDAY + timedelta(hours=3)) -> None:
    """Decide no further action for one child and assessment for the other, with the second person's yes."""
    decided(ref, 1, "no-further-action", by=world.screener, at=at)
    decided(ref, 2, "assessment", by=world.screener, at=at)
    approve(ref=ref, number=1, agreed=True, reason="", by=world.manager, at=at + timedelta(hours=1))


def asked(ref: str, times: int, *, by: Viewer, at: datetime = MONDAY + timedelta(hours=1)) -> None:
    """Ask the person who told us so many questions, a minute apart."""
    for number in range(times):
        ask_referrer(ref=ref, words=f"Question {number + 1}?", by=by, at=at + timedelta(minutes=number))
