"""The bundled bank holidays are those that two independent lists have."""

from datetime import date

import holidays
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from threshold.law import loader

FILE = loader.read("bank_holidays.toml")
DIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
PROCLAIMED_SINCE = {"scotland": {date(2026, 6, 15)}}


def bundled(division: str) -> set[date]:
    return {date.fromisoformat(day) for day in FILE["divisions"][division]}


@pytest.mark.parametrize("division", DIVISIONS)
def test_the_bundled_bank_holidays_are_those_that_gov_uk_publishes(division: str) -> None:
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=division)

    expected = {each["date"] for each in published} | PROCLAIMED_SINCE.get(division, set())

    assert bundled(division) == expected


@pytest.mark.parametrize("division", DIVISIONS)
def test_an_independent_list_agrees_on_every_weekday(division: str) -> None:
    years = range(FILE["since"].year, FILE["until"].year + 1)
    computed = holidays.country_holidays("GB", subdiv=DIVISIONS[division], years=years)

    assert {day for day in bundled(division) if day.weekday() < 5} == {
        day for day in computed if day.weekday() < 5 and day >= FILE["since"]
    }
