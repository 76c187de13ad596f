"""Dates as people type them."""

from datetime import UTC, date, datetime, time

import pytest

from threshold.design.forms import dates
from threshold.design.forms.dates import NotADate, RoughDate, moment, read_date, read_time


@pytest.mark.parametrize(
    ("typed", "iso", "words"),
    [
        (("27", "3", "2019"), "2019-03-27", "27 March 2019"),
        (("", "march", "2019"), "2019-03", "March 2019"),
        (("", "", "2019"), "2019", "2019"),
        (("٢٧", "٣", "٢٠١٩"), "2019-03-27", "27 March 2019"),
        ((" 1 ", "Sept", "2026"), "2026-09-01", "1 September 2026"),
        (("29", "2", "2024"), "2024-02-29", "29 February 2024"),
    ],
)
def test_a_rough_date_is_read_as_far_as_it_is_known(
    typed: tuple[str, str, str], iso: str, words: str
) -> None:
    rough = read_date(*typed, thing="Date of birth", partial=True)
    assert rough is not None
    assert (rough.iso, rough.words) == (iso, words)
    assert RoughDate.read(iso) == rough
    assert dates.typed_parts(iso) == dates.typed_parts(rough)


@pytest.mark.parametrize(
    ("typed", "partial", "says", "parts"),
    [
        (("27", "", "2019"), False, "must include a month", ("month",)),
        (("", "", "2019"), False, "must include a day and a month", ("day", "month")),
        (("27", "", "2019"), True, "must include a month if you give the day", ("month",)),
        (("27", "3", ""), True, "must include a year", ("year",)),
        (("31", "2", "2019"), False, "must be a real date", ("day", "month", "year")),
        (("29", "2", "2025"), True, "must be a real date", ("day", "month", "year")),
        (("27", "13", "2019"), False, "the month must be", ("month",)),
        (("0", "3", "2019"), False, "the day must be", ("day",)),
        (("²", "3", "2019"), False, "the day must be", ("day",)),
        (("27", "3", "19"), False, "4 numbers", ("year",)),
        (("27", "3", "99999999999"), False, "4 numbers", ("year",)),
        (("27", "3", "two"), False, "4 numbers", ("year",)),
        (("\u202e1", "3", "2019"), False, "the day must be", ("day",)),
    ],
)
def test_a_date_that_cannot_be_read_says_which_box_to_mend(
    typed: tuple[str, str, str], partial: bool, says: str, parts: tuple[str, ...]
) -> None:
    with pytest.raises(NotADate, match=says) as unreadable:
        read_date(*typed, thing="Date of birth", partial=partial)
    assert unreadable.value.parts == parts


@pytest.mark.parametrize(
    ("typed", "is_time"),
    [
        ("16:30", time(16, 30)),
        ("16.30", time(16, 30)),
        ("1630", time(16, 30)),
        ("4:30pm", time(16, 30)),
        ("4 p.m.", time(16)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("Midnight", time(0)),
        ("09:05:30", time(9, 5)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, is_time: time) -> None:
    assert read_time(typed, thing="When") == is_time


@pytest.mark.parametrize("typed", ["25:00", "4", "half past", "16:61", "-1:00", "٩٩:٩٩"])
def test_a_time_that_cannot_be_read_says_how_to_write_it(typed: str) -> None:
    with pytest.raises(NotADate, match="16:30"):
        read_time(typed, thing="When")


@pytest.mark.parametrize(
    ("day", "at", "utc", "because"),
    [
        (date(2026, 1, 5), time(9), datetime(2026, 1, 5, 9, tzinfo=UTC), "winter"),
        (
            date(2026, 7, 5),
            time(0, 30),
            datetime(2026, 7, 4, 23, 30, tzinfo=UTC),
            "summer: still yesterday in UTC",
        ),
        (
            date(2026, 10, 25),
            time(1, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "twice that night: the first",
        ),
    ],
)
def test_a_moment_is_read_as_londons_time(day: date, at: time, utc: datetime, because: str) -> None:
    assert moment(day, at, thing="When") == utc, because


def test_a_time_that_the_clocks_skipped_is_refused() -> None:
    with pytest.raises(NotADate, match="clocks went forward"):
        moment(date(2026, 3, 29), time(1, 30), thing="When")
