"""What a correction of what is known about a child has to say."""

from datetime import date

from threshold.refusals import Refused

from .report import ChildAsKnown


class ReasonForCorrectionMissing(Refused):
    """Whoever reads both versions has to learn why one took the other's place."""

    says = "Say why it is corrected, such as who gave the right date of birth."
    field = "reason"


class NothingCorrected(Refused):
    """A version that says the same as the one before corrects nothing."""

    says = "This says what was known already. Change what is wrong, or go back."


class BornLater(Refused):
    """Nobody was born later than today."""

    says = "Date of birth is later than today. If the baby is not born yet, give the date it is due."
    field = "born_on"


def check_correction(*, before: ChildAsKnown, known: ChildAsKnown, reason: str, today: date) -> None:
    """Raise a Refused unless something is corrected that can be so, and it is said why."""
    if known.born_on is not None and known.born_on > today:
        raise BornLater
    if known == before:
        raise NothingCorrected
    if not reason.strip():
        raise ReasonForCorrectionMissing
