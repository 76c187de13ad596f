"""Reads the figures of the law from their files, and refuses a file that says too little or too much."""

import tomllib
from collections.abc import Iterable, Mapping, Set
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

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

Table = Mapping[str, Any]
Code = TypeVar("Code", bound=StrEnum)

NOTHING: tuple[object, ...] = (None, "", [], {})
DUTY_NEEDS = frozenset(Duty.__annotations__) - {"note", "until"}


class LawFileError(ValueError):
    """A file of figures misses something it must say, or says something nobody would read."""


def read(name: str) -> dict[str, Any]:
    """Return one of the bundled files, as TOML has it."""
    return tomllib.loads(resources.files("threshold.law").joinpath(name).read_text("utf-8"))


def check(table: Table, *, where: str, needs: Set[str], may: Set[str] = frozenset()) -> None:
    """Raise LawFileError unless the table says all it needs, nothing empty and nothing unknown."""
    if missing := sorted(key for key in needs if table.get(key) in NOTHING):
        raise LawFileError(f"{where} does not say: {', '.join(missing)}")
    if unknown := sorted(set(table) - needs - may):
        raise LawFileError(f"{where} says what nobody reads: {', '.join(unknown)}")


def one_of(kind: type[Code], value: object, *, where: str) -> Code:
    """Return the code this word stands for."""
    try:
        return kind(value)  # type: ignore[arg-type]
    except ValueError:
        raise LawFileError(f"{where}: {value!r} is none of {', '.join(kind)}") from None


def amount(value: object, *, where: str, least: int) -> int:
    """Return a whole number that is large enough."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise LawFileError(f"{where}: {value!r} is not a whole number of at least {least}")
    return value


def duty(table: Table) -> Duty:
    """Return one duty from its table."""
    where = f"the duty {table.get('code', 'without a code')}"
    check(table, where=where, needs=DUTY_NEEDS, may={"note", "until"})
    return Duty(
        code=table["code"],
        title=table["title"],
        source=table["source"],
        sure=one_of(Sure, table["sure"], where=where),
        note=table.get("note", ""),
        starts=table["starts"],
        stops=table["stops"],
        within=amount(table["within"], where=where, least=1),
        unit=one_of(Unit, table["unit"], where=where),
        day_zero=one_of(DayZero, table["day_zero"], where=where),
        receipt=one_of(Receipt, table["receipt"], where=where),
        calendar=table["calendar"],
        pause=one_of(Allowed, table["pause"], where=where),
        extension=one_of(Allowed, table["extension"], where=where),
        since=table["since"],
        until=table.get("until"),
    )


def check_succession(code: str, editions: Iterable[Duty]) -> None:
    """Raise LawFileError if on some day two editions of a duty hold, or none between two of them."""
    for earlier, later in pairwise(editions):
        if earlier.until is None or earlier.until + timedelta(days=1) != later.since:
            raise LawFileError(f"the duty {code}: {later.since} does not follow on {earlier.until}")


def duties(file: Table, *, calendars: Set[str]) -> Mapping[str, tuple[Duty, ...]]:
    """Return the editions of every duty, oldest first."""
    check(file, where="duties.toml", needs={"duty"})
    editions: dict[str, list[Duty]] = {}
    for each in map(duty, file["duty"]):
        if each.calendar not in calendars:
            raise LawFileError(f"the duty {each.code}: there is no calendar {each.calendar}")
        if (each.day_zero is DayZero.DAY_AFTER) is not each.unit.in_days:
            raise LawFileError(f"the duty {each.code}: {each.day_zero} does not go with {each.unit}")
        editions.setdefault(each.code, []).append(each)
    for code, found in editions.items():
        found.sort(key=lambda each: each.since)
        check_succession(code, found)
    return MappingProxyType({code: tuple(found) for code, found in editions.items()})


def month_and_day(text: str, *, where: str) -> tuple[int, int]:
    """Return the month and day of a text such as "12-25"."""
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise LawFileError(f"{where}: {text} is no day of the year") from None
    return day.month, day.day


def day_in(text: str, *, since: date, until: date) -> date:
    """Return the day, which must lie within the days for which the file answers."""
    day = date.fromisoformat(text)
    if not since <= day <= until:
        raise LawFileError(f"bank_holidays.toml: {text} lies outside the days it covers")
    return day


def calendars(file: Table, bank_holidays: Table) -> Mapping[str, Calendar]:
    """Return every calendar with the bank holidays of its divisions."""
    check(bank_holidays, where="bank_holidays.toml", needs={"source", "sure", "since", "until", "divisions"})
    since, until = bank_holidays["since"], bank_holidays["until"]
    divisions = bank_holidays["divisions"]
    found = {}
    for code, table in file.items():
        where = f"the calendar {code}"
        check(table, where=where, needs={"title", "source", "sure", "divisions"}, may={"always"})
        if unknown := set(table["divisions"]) - set(divisions):
            raise LawFileError(f"{where}: there are no bank holidays for {', '.join(sorted(unknown))}")
        holidays: dict[date, str] = {}
        for division in reversed(table["divisions"]):
            for text, name in divisions[division].items():
                holidays[day_in(text, since=since, until=until)] = name
        always = {month_and_day(text, where=where): name for text, name in table.get("always", {}).items()}
        found[code] = Calendar(
            code=code,
            title=table["title"],
            source=table["source"],
            sure=one_of(Sure, table["sure"], where=where),
            holidays=MappingProxyType(holidays),
            always=MappingProxyType(always),
            since=since,
            until=until,
        )
    return MappingProxyType(found)


def code_set(file: Table, *, where: str) -> CodeSet:
    """Return a list of codes."""
    check(file, where=where, needs={"source", "sure", "codes"})
    return CodeSet(
        source=file["source"],
        sure=one_of(Sure, file["sure"], where=where),
        codes=MappingProxyType(dict(file["codes"])),
    )


def window(file: Table, *, where: str) -> Window:
    """Return how long after one thing another still belongs to it."""
    check(file, where=where, needs={"source", "sure", "within", "unit"})
    return Window(
        source=file["source"],
        sure=one_of(Sure, file["sure"], where=where),
        within=amount(file["within"], where=where, least=1),
        unit=one_of(Unit, file["unit"], where=where),
    )


def threshold(code: str, table: Table, *, where: str) -> Threshold:
    """Return one threshold from its table."""
    when = When.BEFORE if "before" in table else When.AFTER
    check(table, where=where, needs={"tells", str(when), "unit"})
    return Threshold(
        code=code,
        tells=one_of(Tells, table["tells"], where=where),
        when=when,
        amount=amount(table[when], where=where, least=0),
        unit=one_of(Unit, table["unit"], where=where),
    )


def escalation(file: Table, *, duties: Set[str]) -> Mapping[str, tuple[Threshold, ...]]:
    """Return the suggested thresholds of every duty."""
    check(file, where="escalation.toml", needs={"source", "sure", *duties})
    return MappingProxyType(
        {
            code: tuple(
                threshold(name, table, where=f"escalation.toml, {code}") for name, table in file[code].items()
            )
            for code in duties
        }
    )
