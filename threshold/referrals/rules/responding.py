"""What has to be written down when something is done about a contact."""

from datetime import datetime

from threshold.refusals import Refused

from .words import Approach, Response


class WordsMissing(Refused):
    """An act without words tells the next reader nothing."""

    says = "Write what happened, in a sentence or two."
    field = "words"


class ResponseMissing(Refused):
    """Who was seen or spoken to is the point of recording it."""

    says = "Choose who was seen or spoken to."
    field = "response"


class ApproachMissing(Refused):
    """Nothing is preselected, so something has to be chosen."""

    says = "Choose what kind of contact this is."
    field = "approach"


class InTheFuture(Refused):
    """What has happened cannot be in the future."""

    says = "This is in the future. Give the time at which it happened."
    field = "event_at"


class BeforeReceipt(Refused):
    """A response cannot come before the report it responds to."""

    says = "This is before the report came in. Check the date and the time."
    field = "event_at"


class AuthorityMissing(Refused):
    """Passing on needs somebody to pass on to."""

    says = "Choose the authority this goes to."
    field = "to"


class HowPassedMissing(Refused):
    """Sending is not receiving: somebody there has to have confirmed it."""

    says = "Write who there took it, and how they confirmed it."
    field = "words"


class AcknowledgedAlready(Refused):
    """A report is acknowledged once."""

    says = "A person has acknowledged this already. You can ask them something instead."


class NothingToAnswer(Refused):
    """An answer needs something that was asked."""

    says = "Nothing they wrote is waiting for an answer. You can ask them something instead."


class NobodyToIdentify(Refused):
    """A name is looked for only where a professional has not given one; nobody writes over what somebody said."""

    says = "Only a professional who has not said who they are is looked for. Nobody's name is missing here."


class NotBeingAssessed(Refused):
    """There is no assessment of this child to finish."""

    says = "There is no assessment of this child that is still running."


class NotDecided(Refused):
    """Only something decided can be opened again."""

    says = "This child's decision has not been made yet, so there is nothing to open again."


def check_written(words: str) -> None:
    """Raise WordsMissing if nothing was written."""
    if not words.strip():
        raise WordsMissing


def check_when(event_at: datetime, *, now: datetime) -> None:
    """Raise InTheFuture if something is said to have happened later than now."""
    if event_at > now:
        raise InTheFuture


def check_response(
    *, response: str, words: str, event_at: datetime, received_at: datetime, now: datetime
) -> Response:
    """Return the response, or raise a Refused if the record of it cannot stand. Times are to the minute."""
    if not response:
        raise ResponseMissing
    check_written(words)
    check_when(event_at, now=now)
    if event_at < received_at.replace(second=0, microsecond=0):
        raise BeforeReceipt
    return Response(response)


def check_screening(*, approach: str, words: str) -> Approach:
    """Return the kind of approach, or raise a Refused if it or the words are missing."""
    if not approach:
        raise ApproachMissing
    check_written(words)
    return Approach(approach)


def check_to_be_acknowledged(*, acknowledged: bool) -> None:
    """Raise AcknowledgedAlready once a person has acknowledged the report."""
    if acknowledged:
        raise AcknowledgedAlready


def check_to_be_identified(*, professional: bool, identified: bool) -> None:
    """Raise NobodyToIdentify unless a professional told us and has not said who they are."""
    if identified or not professional:
        raise NobodyToIdentify


def check_something_to_answer(waiting_messages: int) -> None:
    """Raise NothingToAnswer unless something they wrote or asked is waiting."""
    if not waiting_messages:
        raise NothingToAnswer
