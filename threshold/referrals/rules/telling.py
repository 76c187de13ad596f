"""What may be told to whom, written from the same facts as the record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from threshold.people.rules import Standing
from threshold.refusals import Refused

from .words import Outcome


class NotDecidedYet(Refused):
    """There is nothing to tell before every child's decision stands."""

    says = "Not every child's decision has been made yet. Decide first, then tell the person who told us."


class TellFirst(Refused):
    """A contact is not closed over the head of the person who made it."""

    says = "The person who told us has not been told. Tell them, or record why they cannot be told."


class WhyNotMissing(Refused):
    """Not telling somebody needs one of the reasons that the law and local rules know."""

    says = "Choose why the person who told us cannot be told, and write what makes it so."
    field = "why_not"


class StillRunning(Refused):
    """A contact with a running clock has not come to its end."""

    says = "Something is still due on this contact, so it cannot be closed."


class Gist(StrEnum):
    """All that a member of the public may be told: three answers, none of which speaks about the family."""

    ACTED_ON = "acted-on"
    PASSED_ON = "passed-on"
    NO_ROLE = "no-role"


PASSED_ON = frozenset({Outcome.OTHER_AUTHORITY, Outcome.ALREADY_OPEN, Outcome.EARLY_HELP})
NO_ROLE = frozenset({Outcome.NO_FURTHER_ACTION, Outcome.ADVICE})

GISTS = {
    Gist.ACTED_ON: "We have acted on what you told us.",
    Gist.PASSED_ON: "We have passed what you told us to the people who can help.",
    Gist.NO_ROLE: "We looked at what you told us carefully. There is no role for children's social care at the moment.",
}
NEXT_FOR_THEM = {
    Gist.ACTED_ON: "You do not need to do anything more. If something changes or you see something new, tell us again.",
    Gist.PASSED_ON: "You do not need to do anything more. If you see something new, tell us again.",
    Gist.NO_ROLE: (
        "If you see something new, or you are still worried, tell us again. "
        "If you think we got this wrong, write to us here and somebody else will look at it."
    ),
}
IDENTIFY = "identify"
"""Finding out who a professional is, which is worth asking for as long as there is something to tell them."""

ENDS_WITH_THE_CONTACT = frozenset({IDENTIFY})
NEVER_SAID = "The contact was closed, and they had not said who they are."

FAMILY_IS_PRIVATE = "We cannot tell you more, because what happens in a family is private to them."


@dataclass(frozen=True, slots=True)
class Decided:
    """One child's final decision, as far as telling needs it."""

    called: str
    outcome: Outcome
    reason: str


def gist_of(outcomes: Iterable[Outcome]) -> Gist:
    """Return the one answer for the public: the furthest that anything went."""
    found = set(outcomes)
    if found <= NO_ROLE:
        return Gist.NO_ROLE
    return Gist.PASSED_ON if found <= PASSED_ON | NO_ROLE else Gist.ACTED_ON


def words_for(standing: Standing, *, identified: bool, decisions: tuple[Decided, ...]) -> str:
    """Return what may be told: outcome and reason to a professional who said who they are, a gist to others."""
    if not decisions:
        raise NotDecidedYet
    if standing is Standing.PROFESSIONAL and identified:
        return "\n\n".join(
            f"{decided.called}: {decided.outcome.words}.\nReason: {decided.reason.strip()}"
            for decided in decisions
        )
    gist = gist_of(decided.outcome for decided in decisions)
    return f"{GISTS[gist]}\n\n{NEXT_FOR_THEM[gist]}\n\n{FAMILY_IS_PRIVATE}"


def check_not_told(*, why_not: str, words: str) -> None:
    """Raise a Refused unless not telling has a coded reason and what makes it so."""
    if not why_not or not words.strip():
        raise WhyNotMissing


def check_close(*, told: bool, running: Collection[str]) -> None:
    """Raise a Refused while somebody is untold or something is due; `running` holds duties by code."""
    if not told:
        raise TellFirst
    if set(running) - ENDS_WITH_THE_CONTACT:
        raise StillRunning
