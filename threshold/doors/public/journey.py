"""The pages of a report in their order, and which of them apply to whom."""

from collections.abc import Mapping

from threshold.people.rules import Standing
from threshold.referrals.rules.report import Draft
from threshold.referrals.rules.words import Teller

from . import forms

CHECK = "check"
CHILDREN = "children"
FILES = "files"

QUESTIONS: Mapping[str, type[forms.Page]] = {
    "who": forms.Who,
    "worry": forms.Worry,
    "seen": forms.Seen,
    "when": forms.When,
    "safe": forms.Safe,
    "where": forms.Where,
    "you": forms.You,
    "name": forms.Named,
    "work": forms.Work,
    "family": forms.Family,
    "answers": forms.Answers,
}
"""The pages that are one plain question. Children and files have pages of their own."""

WITH_A_NAME = frozenset({Standing.NAMED, Standing.WITHHELD})


def pages_for(draft: Draft) -> tuple[str, ...]:
    """Return the pages that apply, in order."""
    about = ("who", "worry", "seen", "when", CHILDREN, "safe", "where", FILES)
    if draft.report.teller is Teller.PROFESSIONAL:
        return (*about, "work", "family", "answers")
    return (*about, "you", "name", "answers") if draft.standing in WITH_A_NAME else (*about, "you")


def after(page: str, draft: Draft) -> str:
    """Return the page that follows this one, or the check at the end."""
    pages = (*pages_for(draft), CHECK)
    return pages[pages.index(page) + 1] if page in pages else CHECK


def before(page: str, draft: Draft) -> str:
    """Return the page before this one, or nothing before the first."""
    pages = (*pages_for(draft), CHECK)
    place = pages.index(page) if page in pages else 0
    return pages[place - 1] if place else ""


def goes_on_at(draft: Draft) -> str:
    """Return the first page that has not been answered, or the check at the end."""
    return next((page for page in pages_for(draft) if page not in draft.answered), CHECK)


def part_of(page: str, draft: Draft) -> tuple[int, int]:
    """Return which part of how many this page is."""
    pages = pages_for(draft)
    return (pages.index(page) + 1 if page in pages else len(pages), len(pages))
