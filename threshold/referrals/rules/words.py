"""The words of the field, as codes with what people read."""

from enum import StrEnum
from typing import Self


class Spoken(StrEnum):
    """A code that knows the words people read for it."""

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """Make a code that carries its words."""
        code = str.__new__(cls, value)
        code._value_ = value
        code.words = words
        return code


class Door(Spoken):
    """How a contact came in."""

    FORM = "form", "the form"
    TELEPHONE = "telephone", "telephone"


class Teller(Spoken):
    """Who is telling us, which decides how the form speaks to them."""

    PUBLIC = "public", "a member of the public"
    PROFESSIONAL = "professional", "someone who works with children"
    CHILD = "child", "a child or young person"


class Safety(Spoken):
    """Whether the child is safe now, as far as the person knows. Empty means not answered."""

    YES = "yes", "Yes, as far as I know"
    NO = "no", "No"
    UNSURE = "unsure", "I am not sure"


class Consent(Spoken):
    """Whether a professional has told the family. None of these keeps a report from being accepted."""

    TOLD = "told", "The family know and agree"
    TOLD_DISAGREE = "told-disagree", "The family know and do not agree"
    NOT_TOLD_RISK = "not-told-risk", "Not told, because telling them could put a child at risk"
    NOT_TOLD = "not-told", "Not told yet"


class State(Spoken):
    """Where a contact stands. Only the last is an end."""

    WAITING = "waiting", "waiting to be taken"
    SCREENING = "screening", "being looked at"
    AWAITING_APPROVAL = "awaiting-approval", "decision waiting for a second person"
    TO_TELL = "to-tell", "decided, the person who told us is still to be told"
    ASSESSMENT = "assessment", "being assessed"
    SETTLED = "settled", "nothing left to do but close"
    CLOSED = "closed", "closed"


class ChildState(Spoken):
    """Where the decision about one child stands."""

    UNDECIDED = "undecided", "not decided yet"
    PROPOSED = "proposed", "decision waiting for a second person"
    DECIDED = "decided", "decided"


class Approach(Spoken):
    """What kind of approach a contact turned out to be."""

    WELFARE_CONCERN = "welfare-concern", "A worry about a child's welfare"
    REQUEST_FOR_INFORMATION = "request-for-information", "A request for information"
    NOTIFICATION = "notification", "Information given, nothing asked"


class Outcome(Spoken):
    """What was decided for one child. Nothing here is ever preselected."""

    NO_FURTHER_ACTION = "no-further-action", "No further action"
    ADVICE = "information-and-advice", "Information and advice"
    EARLY_HELP = "early-help", "Early help"
    ASSESSMENT = "assessment", "Child and family assessment"
    STRATEGY_DISCUSSION = "strategy-discussion", "Strategy discussion (section 47 to be considered)"
    ALREADY_OPEN = "already-open", "Passed to the worker who already knows this child"
    OTHER_AUTHORITY = "other-authority", "Passed to another authority"


REFERRAL_OUTCOMES = frozenset({Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION})
ASSESSED_OUTCOMES = frozenset({Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION})


class Response(Spoken):
    """How somebody from the team first responded about a child."""

    SEEN = "seen", "Child seen"
    SPOKEN_TO_CHILD = "spoken-to-child", "Spoke to the child"
    SPOKEN_TO_FAMILY = "spoken-to-family", "Spoke to the family"
    SPOKEN_TO_REFERRER = "spoken-to-referrer", "Spoke to the person who told us"
    SPOKEN_TO_PROFESSIONAL = "spoken-to-professional", "Spoke to someone who works with the child"


class NotTold(Spoken):
    """Why the person who told us cannot be told."""

    NO_WAY_BACK = "no-way-back", "They left no way to reach them and have not come back with their code"
    RISK = "risk", "Telling them could put somebody at risk"
    ASKED_NOT_TO_BE = "asked-not-to-be", "They asked not to hear back"


class ActKind(Spoken):
    """One verb that somebody did to a contact, as the timeline says it."""

    OPENED = "opened", "Opened by the front door"
    ACCEPTED = "accepted", "Taken on"
    HANDED_OVER = "handed-over", "Handed over"
    HANDED_BACK = "handed-back", "Handed back"
    RETURNED = "returned", "Returned to duty"
    LAPSED = "lapsed", "Not accepted in time, returned to duty"
    ACKNOWLEDGED = "acknowledged", "Acknowledged to the person who told us"
    RESPONDED = "responded", "First response"
    ASKED = "asked", "Asked the person who told us"
    SCREENED = "screened", "Screened"
    TOLD = "told", "Told the person who told us"
    NOT_TOLD = "not-told", "Cannot tell the person who told us"
    TRANSFERRED = "transferred", "Passed to another authority"
    ASSESSED = "assessed", "Assessment finished"
    REOPENED = "reopened", "Opened again"
    CLOSED = "closed", "Closed"
    ALERTED = "alerted", "On-call person alerted"
    ALERT_SEEN = "alert-seen", "Alert seen"
    ALERT_RAISED = "alert-raised", "Alert not seen in time, next person alerted"
    WROTE = "wrote", "The person who told us wrote"
    ASKED_WHY = "asked-why", "The person who told us asked why it is late"
    ANSWERED = "answered", "Answered the person who told us"
    CHASED = "chased", "Asked a professional to say who they are"


class ClockMove(Spoken):
    """What may be done to a running clock."""

    PAUSE = "pause", "Pause"
    RESUME = "resume", "Start again"
    EXTEND = "extend", "Extend"
    REANCHOR = "reanchor", "Count from another day"
