"""What a configuration file may say, and what it means: pure reading of an authority's settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from threshold.confidentiality.rules import STAFF_ROLES, Role
from threshold.law import DUTIES, SUGGESTED_ESCALATION, Tells, Threshold, Unit, When
from threshold.refusals import Refused

E = TypeVar("E", bound=StrEnum)


class ConfigurationWrong(Refused):
    """The file says something that cannot be used. The words name the place and the remedy."""


class ReferralRule(StrEnum):
    """When a contact counts as a referral. Areas differ, so figures must state which rule was in force."""

    EVERY_WELFARE_CONTACT = "every-welfare-contact"
    OUTCOME_OF_CONTACT = "outcome-of-contact"

    @property
    def words(self) -> str:
        """Return the rule as it is shown on screen and beside figures."""
        return {
            ReferralRule.EVERY_WELFARE_CONTACT: "Every contact about a child's welfare is a referral",
            ReferralRule.OUTCOME_OF_CONTACT: "A contact becomes a referral when that is its outcome",
        }[self]


class TeamKind(StrEnum):
    """What a team is for. Work nobody holds goes to the duty team."""

    FRONT_DOOR = "front-door"
    ASSESSMENT = "assessment"
    NIGHT = "night"


class SlotKind(StrEnum):
    """Why somebody is on the rota."""

    DUTY = "duty"
    ON_CALL = "on-call"


class AbsenceKind(StrEnum):
    """Whether somebody is gone for good, away for a while, or back."""

    LEFT = "left"
    AWAY = "away"
    BACK = "back"


class AdmissionKind(StrEnum):
    """Whether an operator gave somebody a starting password, perhaps without their second step, or they chose one."""

    ADMITTED = "admitted"
    ADMITTED_AFRESH = "admitted-afresh"
    CHOSE = "chose-password"


@dataclass(frozen=True, slots=True)
class Authority:
    """The council as the public meets it. Telephone numbers are shown as written."""

    name: str
    service: str
    phone: str
    out_of_hours_phone: str
    text_relay: str
    email: str
    address: str
    hours: str
    colour: str
    exit_to: str
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another authority that a contact may be passed to, found by the start of a postcode."""

    code: str
    name: str
    phone: str
    email: str
    postcodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A local time limit with the reason for it, shown wherever the date is explained."""

    duty: str
    within: int
    unit: Unit
    reason: str


class Point(StrEnum):
    """A point in a clock's life at which somebody is told: one before its date, two after it."""

    SOON = "soon"
    LATE = "late"
    VERY_LATE = "very-late"


@dataclass(frozen=True, slots=True)
class Escalation:
    """When and whom an authority tells in its own way of one duty, with the reason, shown wherever it is shown."""

    duty: str
    threshold: Threshold
    reason: str


@dataclass(frozen=True, slots=True)
class TeamSetting:
    """A team as the file describes it. `accept_minutes` is how long work may lie unaccepted."""

    code: str
    name: str
    kind: TeamKind
    accept_minutes: int


@dataclass(frozen=True, slots=True)
class WorkerSetting:
    """A worker as the file describes them."""

    name: str
    email: str
    role: Role
    team: str
    phone: str


@dataclass(frozen=True, slots=True)
class SlotSetting:
    """A stretch of duty or on call. `level` 1 is alerted first, then 2, then 3."""

    worker: str
    kind: SlotKind
    level: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A code with the words people read."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything an authority decides for itself, read from one file and kept as a version."""

    authority: Authority
    referral_rule: ReferralRule
    second_person_for_no_further_action: bool
    draft_days: int
    danger_answers: frozenset[str]
    alert_escalates_after_minutes: int
    levels: tuple[Choice, ...]
    criteria: tuple[Choice, ...]
    limits: tuple[Limit, ...]
    escalations: tuple[Escalation, ...]
    neighbours: tuple[Neighbour, ...]
    teams: tuple[TeamSetting, ...]
    workers: tuple[WorkerSetting, ...]
    rota: tuple[SlotSetting, ...]

    @property
    def thresholds(self) -> Mapping[str, tuple[Threshold, ...]]:
        """Return who is told when, by duty: as suggested, with the authority's own in place of it."""
        own = {(each.duty, each.threshold.code): each.threshold for each in self.escalations}
        known = {
            (duty, each.code): each for duty, points in SUGGESTED_ESCALATION.items() for each in points
        } | own
        return {
            duty: tuple(known[duty, point] for point in Point if (duty, point) in known) for duty in DUTIES
        }

    def escalation(self, duty: str, point: str) -> Escalation | None:
        """Return the authority's own point of this duty, or None where the suggested one holds."""
        found = (each for each in self.escalations if (each.duty, each.threshold.code) == (duty, point))
        return next(found, None)

    def neighbour_for(self, postcode: str) -> Neighbour | None:
        """Return the authority a postcode belongs to when it is not ours, or None."""
        area = compact(postcode)
        ours = any(area.startswith(compact(start)) for start in self.authority.postcodes)
        if not area or ours:
            return None
        matches = (n for n in self.neighbours for p in n.postcodes if area.startswith(compact(p)))
        return next(matches, None)

    def neighbour(self, code: str) -> Neighbour | None:
        """Return the neighbouring authority with this code, or None."""
        return next((n for n in self.neighbours if n.code == code), None)


def compact(postcode: str) -> str:
    """Return a postcode in capitals without spaces."""
    return re.sub(r"\s", "", postcode).upper()


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file, read key by key so that a mistake is named by its place."""

    place: str
    values: Mapping[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise ConfigurationWrong(f"{self.place}: write {key} as text in quotation marks.")
        return value

    def whole(self, key: str, default: int, *, least: int = 1) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ConfigurationWrong(f"{self.place}: {key} must be a whole number, {least} or more.")
        return value

    def yes(self, key: str, *, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise ConfigurationWrong(f"{self.place}: {key} must be true or false.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigurationWrong(f"{self.place}: {key} must be a list of texts.")
        return tuple(value)

    def moment(self, key: str) -> datetime:
        value = self.values.get(key)
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ConfigurationWrong(
                f"{self.place}: write {key} as a date and time with its offset, "
                "for example 2026-04-01T17:00:00+01:00."
            )
        return value

    def one_of(self, key: str, kind: type[E], default: E | None = None) -> E:
        value = self.values.get(key, default)
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(kind)
            raise ConfigurationWrong(f"{self.place}: {key} must be one of {allowed}.") from None

    def table(self, key: str) -> "_Table":
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise ConfigurationWrong(f"{self.place}: {key} must be a table, written [{key}].")
        return _Table(key, value)

    def tables(self, key: str) -> tuple["_Table", ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise ConfigurationWrong(f"{self.place}: write each of {key} as [[{key}]].")
        return tuple(_Table(f"{key} number {n}", item) for n, item in enumerate(value, start=1))

    def only(self, *keys: str) -> None:
        unknown = sorted(set(self.values) - set(keys))
        if unknown:
            raise ConfigurationWrong(f"{self.place}: there is no setting called {unknown[0]}.")


TABLES = (
    "authority", "rules", "limits", "escalations", "levels", "criteria", "neighbours", "teams", "workers", "rota",
)  # fmt: skip


def configuration_from(content: Mapping[str, Any]) -> Configuration:
    """Return the configuration a file's content describes, or raise ConfigurationWrong naming the place."""
    file = _Table("the file", content)
    file.only(
        "authority",
        "rules",
        "limits",
        "escalations",
        "levels",
        "criteria",
        "neighbours",
        "teams",
        "workers",
        "rota",
    )
    rules = file.table("rules")
    read = Configuration(
        authority=_authority(file.table("authority")),
        referral_rule=rules.one_of("referral", ReferralRule, ReferralRule.OUTCOME_OF_CONTACT),
        second_person_for_no_further_action=rules.yes("second_person_for_no_further_action", default=True),
        draft_days=rules.whole("draft_days", 7),
        danger_answers=frozenset(rules.texts("danger_answers") or ("no",)),
        alert_escalates_after_minutes=rules.whole("alert_escalates_after_minutes", 15),
        levels=_choices(file.tables("levels")),
        criteria=_choices(file.tables("criteria")),
        limits=tuple(_limit(t) for t in file.tables("limits")),
        escalations=tuple(_escalation(t) for t in file.tables("escalations")),
        neighbours=tuple(_neighbour(t) for t in file.tables("neighbours")),
        teams=tuple(_team(t) for t in file.tables("teams")),
        workers=tuple(_worker(t) for t in file.tables("workers")),
        rota=tuple(_slot(t) for t in file.tables("rota")),
    )
    _check_names_meet(read)
    return read


def _authority(table: _Table) -> Authority:
    table.only(*Authority.__dataclass_fields__)
    return Authority(
        name=table.text("name"),
        service=table.text("service", "Children's front door"),
        phone=table.text("phone"),
        out_of_hours_phone=table.text("out_of_hours_phone"),
        text_relay=table.text("text_relay", ""),
        email=table.text("email", ""),
        address=table.text("address", ""),
        hours=table.text("hours", ""),
        colour=table.text("colour", "#1f4e5f"),
        exit_to=table.text("exit_to", "https://www.bbc.co.uk/weather"),
        postcodes=table.texts("postcodes"),
    )


def _limit(table: _Table) -> Limit:
    table.only("duty", "within", "unit", "reason")
    limit = Limit(
        duty=table.text("duty"),
        within=table.whole("within", 0),
        unit=table.one_of("unit", Unit),
        reason=table.text("reason"),
    )
    _check_duty(limit.duty, table)
    if not limit.reason.strip():
        raise ConfigurationWrong(f"{table.place}: say why this limit is what it is here.")
    return limit


def _escalation(table: _Table) -> Escalation:
    table.only("duty", "point", "tells", "before", "after", "unit", "reason")
    duty, point, reason = table.text("duty"), table.one_of("point", Point), table.text("reason")
    _check_duty(duty, table)
    when, never = (When.BEFORE, When.AFTER) if point is Point.SOON else (When.AFTER, When.BEFORE)
    if when not in table.values or never in table.values:
        raise ConfigurationWrong(
            f"{table.place}: {point} is told {when} the date, so say {when}, not {never}."
        )
    if not reason.strip():
        raise ConfigurationWrong(f"{table.place}: say why this is told in another way here.")
    return Escalation(
        duty=duty,
        threshold=Threshold(
            code=point,
            tells=table.one_of("tells", Tells),
            when=when,
            amount=table.whole(when, 0, least=0),
            unit=table.one_of("unit", Unit),
        ),
        reason=reason,
    )


def _check_duty(duty: str, table: _Table) -> None:
    if duty not in DUTIES:
        raise ConfigurationWrong(f"{table.place}: {duty} is not one of the duties: {', '.join(DUTIES)}.")


def _choices(tables: tuple[_Table, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(table.text("code"), table.text("words")) for table in tables)


def _neighbour(table: _Table) -> Neighbour:
    return Neighbour(
        code=table.text("code"),
        name=table.text("name"),
        phone=table.text("phone"),
        email=table.text("email", ""),
        postcodes=table.texts("postcodes"),
    )


def _team(table: _Table) -> TeamSetting:
    return TeamSetting(
        code=table.text("code"),
        name=table.text("name"),
        kind=table.one_of("kind", TeamKind),
        accept_minutes=table.whole("accept_minutes", 60),
    )


def _worker(table: _Table) -> WorkerSetting:
    role = table.one_of("role", Role)
    if role not in STAFF_ROLES:
        raise ConfigurationWrong(f"{table.place}: {role} is not a role somebody can work in.")
    return WorkerSetting(
        name=table.text("name"),
        email=table.text("email").lower(),
        role=role,
        team=table.text("team"),
        phone=table.text("phone", ""),
    )


def _slot(table: _Table) -> SlotSetting:
    slot = SlotSetting(
        worker=table.text("worker").lower(),
        kind=table.one_of("kind", SlotKind),
        level=table.whole("level", 1),
        starts_at=table.moment("starts_at"),
        ends_at=table.moment("ends_at"),
    )
    if slot.ends_at <= slot.starts_at:
        raise ConfigurationWrong(f"{table.place}: ends_at must be after starts_at.")
    return slot


def _check_names_meet(read: Configuration) -> None:
    teams = {team.code for team in read.teams}
    if not any(team.kind is TeamKind.FRONT_DOOR for team in read.teams):
        raise ConfigurationWrong("teams: at least one team must have kind front-door: new contacts go there.")
    for worker in read.workers:
        if worker.team not in teams:
            raise ConfigurationWrong(
                f"workers: {worker.email} is in team {worker.team}, which is not in the file."
            )
    points = [(each.duty, each.threshold.code) for each in read.escalations]
    for duty, point in points:
        if points.count((duty, point)) > 1:
            raise ConfigurationWrong(f"escalations: {duty} has {point} twice. Say it once.")
    emails = {worker.email for worker in read.workers}
    for slot in read.rota:
        if slot.worker not in emails:
            raise ConfigurationWrong(f"rota: {slot.worker} is not one of the workers in the file.")
