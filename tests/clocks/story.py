"""Fixed facts that tests of clocks tell their stories with."""

from datetime import date, datetime
from uuid import UUID

from threshold.clocks.rules import Fact, FactKind, Limit
from threshold.clocks.rules.counting import LONDON
from threshold.law import CALENDARS, Receipt, Sure, Unit

ENGLAND = CALENDARS["england-and-wales"]
FOI = CALENDARS["foi-uk"]
ASHA = UUID("00000000-0000-4000-8000-00000000a54a")


def at(text: str) -> datetime:
    """Return a moment in London: "2025-10-03 14:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(text: str) -> date:
    return date.fromisoformat(text)


def limit(within: int, unit: Unit = Unit.WORKING_DAYS, *, receipt: Receipt = Receipt.THAT_DAY) -> Limit:
    return Limit(
        within=within,
        unit=unit,
        receipt=receipt,
        calendar="england-and-wales",
        source="A test",
        sure=Sure.LOCAL,
    )


def started(text: str) -> Fact:
    return Fact(FactKind.STARTED, at=at(text))


def paused(text: str, reason: str = "waiting for an interpreter") -> Fact:
    return Fact(FactKind.PAUSED, at=at(text), reason=reason, by_ref=ASHA, by_role="manager")


def resumed(text: str) -> Fact:
    return Fact(FactKind.RESUMED, at=at(text), reason="the interpreter came", by_ref=ASHA, by_role="manager")


def extended(text: str, amount: int, reason: str = "the family is away") -> Fact:
    return Fact(
        FactKind.EXTENDED, at=at(text), amount=amount, reason=reason, by_ref=ASHA, by_role="social-worker"
    )


def reanchored(text: str) -> Fact:
    return Fact(
        FactKind.REANCHORED, at=at(text), reason="it lay in another inbox", by_ref=ASHA, by_role="manager"
    )


def stopped(text: str) -> Fact:
    return Fact(FactKind.STOPPED, at=at(text))
