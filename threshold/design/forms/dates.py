"""Reading dates and times as people type them: three boxes, parts left out where that is allowed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBERS = {name.lower(): n for n, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name.lower()[:3]: n for n, name in enumerate(MONTHS, 1)} | {"sept": 9}

_NUMBER = re.compile(r"\d{1,4}")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?::\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_SPOKEN = {"midnight": time(0), "midday": time(12), "noon": time(12)}


class NotADate(ValueError):
    """What was typed cannot be read as a date. `parts` names the boxes to mend: day, month, year, time."""

    def __init__(self, says: str, *parts: str) -> None:
        """Keep the words to show and the boxes they are about."""
        super().__init__(says)
        self.says = says
        self.parts = parts or ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class RoughDate:
    """A date as far as somebody knows it: a year, a month in a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """Return "2019", "2019-04" or "2019-04-12"."""
        known = [f"{self.year:04}"]
        if self.month:
            known.append(f"{self.month:02}")
            if self.day:
                known.append(f"{self.day:02}")
        return "-".join(known)

    @property
    def words(self) -> str:
        """Return "2019", "April 2019" or "12 April 2019"."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(str(part) for part in (self.day, month, self.year) if part)

    @property
    def exactly(self) -> date | None:
        """Return the day, when the day is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @classmethod
    def read(cls, iso: str) -> "RoughDate":
        """Return the date that `iso` gave. Raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", iso):
            raise ValueError(iso)
        year, month, day = ([int(part) for part in iso.split("-")] + [None, None])[:3]
        date(year or 0, month or 1, day or 1)
        return cls(year or 0, month, day)


def read_date(day: str, month: str, year: str, *, thing: str, partial: bool) -> RoughDate | None:
    """Return the date typed in three boxes, or None when all are empty. Raises NotADate in plain words."""
    typed = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    if not any(typed.values()):
        return None
    _check_parts(typed, thing=thing, partial=partial)
    rough = RoughDate(
        year=_year(typed["year"], thing=thing),
        month=_month(typed["month"], thing=thing) if typed["month"] else None,
        day=_day(typed["day"], thing=thing) if typed["day"] else None,
    )
    try:
        date(rough.year, rough.month or 1, rough.day or 1)
    except ValueError:
        raise NotADate(f"{thing} must be a real date, like 27 3 2019") from None
    return rough


def read_time(typed: str, *, thing: str) -> time:
    """Return the time of day typed, such as 16:30, 4.30pm or midnight. Raises NotADate in plain words."""
    said = typed.strip().lower()
    if said in _SPOKEN:
        return _SPOKEN[said]
    if found := _CLOCK.fullmatch(said):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour <= 23 and minute <= 59 and (half or found[2]):
            return time(hour, minute)
    raise NotADate(f"{thing}: give the time like 16:30 or 4:30pm", "time")


def moment(day: date, at: time, *, thing: str) -> datetime:
    """Return that time of that day in London, in UTC. The earlier one when the clocks went back."""
    local = datetime.combine(day, at, tzinfo=LONDON)
    as_utc = local.astimezone(UTC)
    if as_utc.astimezone(LONDON).time() != at:
        raise NotADate(f"{thing}: the clocks went forward that night, so {at:%H:%M} did not happen", "time")
    return as_utc


def typed_parts(value: object) -> tuple[str, str, str]:
    """Return what to show in the three boxes for a date, a RoughDate, an ISO text or what was typed."""
    if isinstance(value, str):
        try:
            value = RoughDate.read(value)
        except ValueError:
            return ("", "", "")
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    if isinstance(value, (date, RoughDate)):
        return (str(value.day or ""), str(value.month or ""), str(value.year))
    if isinstance(value, Sequence):
        day, month, year, *_ = [str(part or "") for part in value] + ["", "", ""]
        return (day, month, year)
    return ("", "", "")


def _check_parts(typed: dict[str, str], *, thing: str, partial: bool) -> None:
    missing = [part for part, text in typed.items() if not text]
    if partial:
        if not typed["year"]:
            raise NotADate(f"{thing} must include a year, even if it is a guess", "year")
        if typed["day"] and not typed["month"]:
            raise NotADate(f"{thing} must include a month if you give the day", "month")
    elif missing:
        raise NotADate(f"{thing} must include a {' and a '.join(missing)}", *missing)


def _year(typed: str, *, thing: str) -> int:
    if not _NUMBER.fullmatch(typed) or len(typed) != 4 or int(typed) < 1900:
        raise NotADate(f"{thing}: the year must have 4 numbers, like 2019", "year")
    return int(typed)


def _month(typed: str, *, thing: str) -> int:
    month = int(typed) if _NUMBER.fullmatch(typed) else _MONTH_NUMBERS.get(typed.lower(), 0)
    if not 1 <= month <= 12:
        raise NotADate(f"{thing}: the month must be a number from 1 to 12, or its name", "month")
    return month


def _day(typed: str, *, thing: str) -> int:
    if not _NUMBER.fullmatch(typed) or not 1 <= int(typed) <= 31:
        raise NotADate(f"{thing}: the day must be a number from 1 to 31", "day")
    return int(typed)
