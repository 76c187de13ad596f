"""What a person tells us: the report as given, kept in their own words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from threshold.people.rules import Identity, Standing
from threshold.refusals import Refused

from .words import Consent, Safety, Teller

LONGEST = 50_000
"""Characters in one answer. Longer is more than a page can show at once; the words say what to do."""

LONGEST_CALLED = 400
"""Characters in the line by which a contact's children are spoken of in lists."""


class WorryMissing(Refused):
    """The worry itself is the one thing that cannot be left out."""

    says = "Tell us what you are worried about. A few words are enough."
    field = "worry"


class TooLong(Refused):
    """An answer is longer than can be kept in one piece."""

    says = f"This is longer than {LONGEST:,} characters. Send the first part now and add the rest afterwards."


@dataclass(frozen=True, slots=True)
class ChildAsKnown:
    """One child as far as the person knows them: any part may be empty."""

    known_as: str = ""
    born_on: date | None = None
    age_words: str = ""
    expected_on: date | None = None
    address: str = ""
    school: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What was said, with what was seen kept apart from what was heard."""

    teller: Teller = Teller.PUBLIC
    worry: str = ""
    seen: str = ""
    heard: str = ""
    happened: str = ""
    safe_now: str = ""
    where_now: str = ""
    consent: str = ""
    consent_why: str = ""
    declaration: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report on its way: everything typed so far, page by page."""

    report: Report = field(default_factory=Report)
    children: tuple[ChildAsKnown, ...] = ()
    standing: Standing = Standing.UNKNOWN
    identity: Identity = field(default_factory=Identity)
    safe_to_mail: bool = False
    answered: tuple[str, ...] = ()

    def with_report(self, **answers: Any) -> "Draft":
        """Return the draft with some answers about the worry replaced."""
        return replace(self, report=replace(self.report, **answers))

    def with_identity(self, **answers: str) -> "Draft":
        """Return the draft with some answers about the teller replaced."""
        return replace(self, identity=replace(self.identity, **answers))

    def without_child(self, number: int) -> "Draft":
        """Return the draft without the child with this number; a number that nobody has changes nothing."""
        kept = (child for place, child in enumerate(self.children, start=1) if place != number)
        return replace(self, children=tuple(kept))

    def past(self, page: str) -> "Draft":
        """Return the draft with a page marked as answered."""
        return self if page in self.answered else replace(self, answered=(*self.answered, page))


def as_bytes(draft: Draft) -> bytes:
    """Return a draft as bytes, ready to be sealed."""
    plain = asdict(draft)
    plain["children"] = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in child.items()}
        for child in plain["children"]
    ]
    return json.dumps(plain).encode()


def from_bytes(written: bytes) -> Draft:
    """Return the draft that `as_bytes` wrote."""
    plain = json.loads(written)
    return Draft(
        report=Report(**{**plain["report"], "teller": Teller(plain["report"]["teller"])}),
        children=tuple(_child(item) for item in plain["children"]),
        standing=Standing(plain["standing"]),
        identity=Identity.of(plain["identity"]),
        safe_to_mail=bool(plain["safe_to_mail"]),
        answered=tuple(plain["answered"]),
    )


def _child(plain: Mapping[str, Any]) -> ChildAsKnown:
    dates = {
        name: date.fromisoformat(plain[name]) if plain[name] else None for name in ("born_on", "expected_on")
    }
    return ChildAsKnown(**{**plain, **dates})


def check_report(report: Report) -> None:
    """Raise a Refused if the report cannot stand. Nothing but the worry itself is required."""
    if not report.worry.strip():
        raise WorryMissing
    if any(len(getattr(report, f.name)) > LONGEST for f in fields(report)):
        raise TooLong


def check_known_codes(report: Report) -> None:
    """Raise ValueError if a coded answer is not one that the form offers: only a mended request sends one."""
    if report.safe_now:
        Safety(report.safe_now)
    if report.consent:
        Consent(report.consent)


def is_danger(report: Report, *, danger_answers: frozenset[str]) -> bool:
    """Return whether the answer about safety is one that alerts the on-call person at once."""
    return report.safe_now in danger_answers


def called(children: Sequence[ChildAsKnown]) -> str:
    """Return how the children are spoken of in one line, or that none was named."""
    names = [child.known_as.strip() or "a child not named" for child in children]
    if not names:
        return "a child not named"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def known_of(version: object) -> ChildAsKnown:
    """Return what a version of a child says about them."""
    return ChildAsKnown(**{each.name: getattr(version, each.name) for each in fields(ChildAsKnown)})
