"""How this installation is set up, for the people who look after it. No case is read here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from threshold.clocks.rules import amount_words, day_of
from threshold.clocks.rules.thresholds import short_horizons
from threshold.clocks.rules.wording import TOLD, threshold_words
from threshold.confidentiality.rules import Role, Viewer
from threshold.law import CALENDARS, DUTIES, Unit
from threshold.refusals import NotFound
from threshold.staffing.queries import (
    Colleague,
    SlotFace,
    TeamFace,
    colleagues,
    configuration,
    configuration_versions,
    names_of,
    rota,
    teams,
)
from threshold.staffing.rules import Configuration

THE_OPERATOR = "the operator, on the machine itself"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A configuration that was put in force, by whom and when."""

    number: int
    at: datetime
    by: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A local time limit beside the one in law, with its reason."""

    duty: str
    ours: str
    theirs: str
    reason: str


@dataclass(frozen=True, slots=True)
class EscalationLine:
    """A point at which somebody is told of a duty; `reason` is empty where the suggested one holds."""

    duty: str
    when: str
    tells: str
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar of holidays and how far it reaches."""

    title: str
    until: date
    trouble: str


@dataclass(frozen=True, slots=True)
class InstallationPage:
    """Everything an administrator sees."""

    configuration: Configuration
    versions: tuple[VersionLine, ...]
    teams: tuple[TeamFace, ...]
    workers: tuple[Colleague, ...]
    rota: tuple[SlotFace, ...]
    limits: tuple[LimitLine, ...]
    escalations: tuple[EscalationLine, ...]
    calendars: tuple[CalendarLine, ...]


def installation_page(*, viewer: Viewer, now: datetime) -> InstallationPage:
    """Return how the installation is set up, to an administrator; anyone else gets NotFound."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotFound
    in_force = configuration(viewer=viewer)
    return InstallationPage(
        configuration=in_force,
        versions=_versions(viewer),
        teams=teams(viewer=viewer),
        workers=colleagues(viewer=viewer),
        rota=rota(at=now, viewer=viewer),
        limits=tuple(
            LimitLine(
                duty=DUTIES[limit.duty].title,
                ours=amount_words(limit.within, Unit(limit.unit)),
                theirs=amount_words(DUTIES[limit.duty].within, DUTIES[limit.duty].unit),
                reason=limit.reason,
            )
            for limit in in_force.limits
        ),
        escalations=tuple(_escalations(in_force)),
        calendars=_calendars(now),
    )


def _escalations(in_force: Configuration) -> Iterator[EscalationLine]:
    for duty, thresholds in in_force.thresholds.items():
        for each in thresholds:
            own = in_force.escalation(duty, each.code)
            yield EscalationLine(
                DUTIES[duty].title, threshold_words(each), TOLD[each.tells], own.reason if own else ""
            )


def _versions(viewer: Viewer) -> tuple[VersionLine, ...]:
    found = configuration_versions(viewer=viewer)
    names = names_of(refs=[each.by_ref for each in found if each.by_ref], viewer=viewer)
    return tuple(
        VersionLine(
            number=each.number,
            at=each.at,
            by=(names.get(each.by_ref) if each.by_ref else None) or THE_OPERATOR,
            in_force=place == 0,
        )
        for place, each in enumerate(found)
    )


def _calendars(now: datetime) -> tuple[CalendarLine, ...]:
    trouble = {each.calendar: each.says for each in short_horizons(CALENDARS, today=day_of(now))}
    return tuple(
        CalendarLine(each.title, each.until, trouble.get(each.code, "")) for each in CALENDARS.values()
    )
