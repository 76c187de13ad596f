"""Everything a draft says, as rows to check, each with the way to change it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from threshold.design.forms import RoughDate
from threshold.evidence.queries import FileLine
from threshold.people.rules import Standing
from threshold.referrals.rules.report import ChildAsKnown, Draft
from threshold.referrals.rules.words import Consent, Safety, Teller

from . import words
from .journey import CHECK, pages_for

LOOKED_OVER = 1_500
"""Characters of one answer that somebody checks before sending."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its question, the answer in words, where to change it and what a listener hears changed."""

    key: str
    value: str
    change_url: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together."""

    heading: str
    rows: tuple[Row, ...]


def sections(draft: Draft, files: Sequence[FileLine]) -> tuple[Section, ...]:
    """Return every answer in the order of the pages. What was not answered says so."""
    report = draft.report
    found = [
        Section(
            "What you told us",
            (
                _row("What you are worried about", report.worry, "worry"),
                _row("What you saw or heard yourself", report.seen, "seen"),
                _row("What somebody else told you", report.heard, "seen"),
                _row("When it happened", report.happened, "when"),
            ),
        ),
        Section("The children", _children(draft.children)),
        Section(
            "Now",
            (
                _row("Safe right now", Safety(report.safe_now).words if report.safe_now else "", "safe"),
                _row("Where the child is now", report.where_now, "where"),
                Row("Files", "\n".join(file.name for file in files) or "None", _to("files")),
            ),
        ),
        Section("You", tuple(_teller(draft))),
    ]
    return tuple(found)


def _children(children: Sequence[ChildAsKnown]) -> tuple[Row, ...]:
    rows = [
        Row(
            f"Child {number}",
            "\n".join(_about(child)),
            reverse("public:child", args=[number]) + f"?return={CHECK}",
        )
        for number, child in enumerate(children, start=1)
    ]
    more = Row("Children", "" if not rows else f"{len(rows)} so far", _to("children"), "the children")
    return (*rows, more)


def _about(child: ChildAsKnown) -> list[str]:
    said = [
        child.known_as,
        f"Born {_day(child.born_on.isoformat())}" if child.born_on else "",
        child.age_words,
        f"Expected {_day(child.expected_on.isoformat())}" if child.expected_on else "",
        child.address,
        child.school,
        child.more,
    ]
    return [each for each in said if each]


def _day(iso: str) -> str:
    return RoughDate.read(iso).words


def _teller(draft: Draft) -> list[Row]:
    report, identity, pages = draft.report, draft.identity, pages_for(draft)
    rows = [_row("Who you are", dict(words.TELLERS)[report.teller], "who")]
    if "you" in pages:
        chosen = words.CHILD_STANDINGS if report.teller is Teller.CHILD else words.STANDINGS
        said = "" if draft.standing is Standing.UNKNOWN else dict(chosen)[draft.standing]
        rows.append(_row("Your name", said, "you"))
    if "name" in pages or "work" in pages:
        page = "name" if "name" in pages else "work"
        told = [
            identity.name, identity.job, identity.organisation, identity.connection, identity.phone, identity.email
        ]  # fmt: skip
        rows.append(_row("About you", "\n".join(each for each in told if each), page))
    if "family" in pages:
        consent = Consent(report.consent).words if report.consent else ""
        rows.append(
            _row(
                "Do the family know",
                "\n".join(each for each in (consent, report.consent_why) if each),
                "family",
            )
        )
    if "answers" in pages:
        mail = "You can send me e-mail" if draft.safe_to_mail else ""
        told = [identity.safe_ways, mail]
        rows.append(_row("Safe ways to answer you", "\n".join(each for each in told if each), "answers"))
    return rows


def _row(key: str, value: str, page: str) -> Row:
    return Row(key, _in_short(value), _to(page))


def _in_short(value: str) -> str:
    """Return an answer that can be looked over: the start of a very long one, and how long it is in all."""
    if len(value) <= LOOKED_OVER:
        return value
    return f"{value[:LOOKED_OVER].rstrip()} …\n({len(value):,} characters in all. We keep every one.)"


def _to(page: str) -> str:
    own = {"children": "public:children", "files": "public:files"}
    address = reverse(own[page]) if page in own else reverse("public:question", args=[page])
    return f"{address}?return={CHECK}"
