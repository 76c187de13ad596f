"""What may be done to a clock, and the words when it may not."""

from datetime import datetime, timedelta

from threshold.clocks.rules.facts import Standing
from threshold.law import Allowed, Duty
from threshold.refusals import Refused

MOST_ADDED = 365
"""How many of the limit's own units one extension may add."""

FARTHEST_BACK = timedelta(days=5 * 365)
"""How long before today a clock may be made to begin: an account day by day has to stay readable."""


class AlreadyRunning(Refused):
    """This subject has a running clock for this duty."""

    says = "This is already being counted. Stop the running clock before you start another."


class NotRunning(Refused):
    """There is no running clock for this duty."""

    says = "There is no running clock for this. It may have been stopped already."


class AlreadyPaused(Refused):
    """The clock stands still already."""

    says = "This clock is already paused. Let it go on before you pause it again."


class NotPaused(Refused):
    """The clock is not standing still."""

    says = "This clock is not paused."


class ReasonMissing(Refused):
    """Nothing moves a date without a reason."""

    says = "Say why. Everyone who reads the date will see the reason."
    field = "reason"


class PauseNotAllowed(Refused):
    """The duty knows no pause."""

    says = "This clock may not be paused."


class ExtensionNotAllowed(Refused):
    """The duty knows no extension."""

    says = "This limit may not be extended. If it cannot be kept, it will show as late with your reason."


class NothingAdded(Refused):
    """An extension by nothing."""

    says = "Say by how much to extend: a whole number, at least 1."
    field = "amount"


class TooMuchAdded(Refused):
    """An extension that takes the date out of anybody's sight."""

    says = f"Extend by {MOST_ADDED} at most. If more is needed, extend it again when the time comes, and say why."
    field = "amount"


class InTheFuture(Refused):
    """Facts are told after they happen."""

    says = "This has not happened yet. Give a time that has passed."
    field = "event_at"


class BeforeItStarted(Refused):
    """The moment lies before the clock started."""

    says = "The clock had not started then. Give a later time."
    field = "event_at"


class OverlapsAPause(Refused):
    """The moment lies within a pause that is known already."""

    says = "The clock was paused then already. Give a time after it last went on."
    field = "event_at"


class AnchorMissing(Refused):
    """Counting from another day needs the day."""

    says = "Say from which day to count."
    field = "anchor"


class AnchorInTheFuture(Refused):
    """Nothing is counted from a day that has not come."""

    says = "This day has not come yet. Count from today or from a day before it."
    field = "anchor"


class AnchorTooLongAgo(Refused):
    """A slip of the pen in the year, which no calendar here reaches back to."""

    says = "This is more than five years ago. Check the year."
    field = "anchor"


def check_reason(reason: str) -> None:
    """Raise ReasonMissing unless something is said."""
    if not reason.strip():
        raise ReasonMissing


def check_moment(event_at: datetime, *, standing: Standing, at: datetime) -> None:
    """Raise a Refused unless this moment lies between the start of the clock and now."""
    if event_at > at:
        raise InTheFuture
    if event_at < standing.anchor:
        raise BeforeItStarted


def check_pause(duty: Duty, standing: Standing, *, reason: str, event_at: datetime, at: datetime) -> None:
    """Raise a Refused if this clock cannot be paused then."""
    check_reason(reason)
    if duty.pause is Allowed.NONE:
        raise PauseNotAllowed
    if standing.paused_at is not None:
        raise AlreadyPaused
    check_moment(event_at, standing=standing, at=at)
    if any(each.end is not None and event_at < each.end for each in standing.pauses):
        raise OverlapsAPause


def check_resume(standing: Standing, *, reason: str, event_at: datetime, at: datetime) -> None:
    """Raise a Refused if this clock cannot go on again then."""
    check_reason(reason)
    if standing.paused_at is None:
        raise NotPaused
    check_moment(event_at, standing=standing, at=at)
    if event_at < standing.paused_at:
        raise OverlapsAPause("The clock was not paused yet then. Give a later time.")


def check_extend(duty: Duty, *, amount: int, reason: str) -> None:
    """Raise a Refused if the limit cannot be extended by this much."""
    check_reason(reason)
    if duty.extension is Allowed.NONE:
        raise ExtensionNotAllowed
    if amount < 1:
        raise NothingAdded
    if amount > MOST_ADDED:
        raise TooMuchAdded


def check_reanchor(*, anchor: datetime, reason: str, at: datetime) -> None:
    """Raise a Refused if the clock cannot start from this moment instead."""
    check_reason(reason)
    if anchor > at:
        raise AnchorInTheFuture
    if anchor < at - FARTHEST_BACK:
        raise AnchorTooLongAgo
