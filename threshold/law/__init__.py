"""Duties, calendars and limits with their sources, and a loader."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from threshold.law import loader
from threshold.law.figures import (
    Allowed,
    Calendar,
    CodeSet,
    DayZero,
    Duty,
    Receipt,
    Sure,
    Tells,
    Threshold,
    Unit,
    When,
    Window,
)
from threshold.law.loader import LawFileError

__all__ = [
    "CALENDARS",
    "DUTIES",
    "DUTY_EDITIONS",
    "LEVELS_OF_NEED",
    "REFERRAL_SOURCES",
    "RE_REFERRAL",
    "SUGGESTED_ESCALATION",
    "Allowed",
    "Calendar",
    "CodeSet",
    "DayZero",
    "Duty",
    "LawFileError",
    "Receipt",
    "Sure",
    "Tells",
    "Threshold",
    "Unit",
    "When",
    "Window",
    "duty_in_force",
]

CALENDARS: Mapping[str, Calendar] = loader.calendars(
    loader.read("calendars.toml"), loader.read("bank_holidays.toml")
)
DUTY_EDITIONS: Mapping[str, tuple[Duty, ...]] = loader.duties(
    loader.read("duties.toml"), calendars=CALENDARS.keys()
)
DUTIES: Mapping[str, Duty] = MappingProxyType({code: found[-1] for code, found in DUTY_EDITIONS.items()})
REFERRAL_SOURCES: CodeSet = loader.code_set(
    loader.read("referral_sources.toml"), where="referral_sources.toml"
)
LEVELS_OF_NEED: CodeSet = loader.code_set(loader.read("levels_of_need.toml"), where="levels_of_need.toml")
RE_REFERRAL: Window = loader.window(loader.read("re_referral.toml"), where="re_referral.toml")
SUGGESTED_ESCALATION: Mapping[str, tuple[Threshold, ...]] = loader.escalation(
    loader.read("escalation.toml"), duties=DUTIES.keys()
)


def duty_in_force(code: str, on: date) -> Duty:
    """Return the edition of the duty that holds on this day; before the first edition, the first."""
    editions = DUTY_EDITIONS[code]
    return next((each for each in reversed(editions) if each.since <= on), editions[0])
