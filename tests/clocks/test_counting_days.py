"""Days between two dates, counted by sums of years, are the days counted one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.clocks.rules.counting import counted_days, counts
from threshold.law import CALENDARS, Unit

DAYS = st.dates(date(2014, 1, 1), date(2031, 12, 31))


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=lambda each: each.code)
@given(after=DAYS, length=st.integers(0, 900))
def test_sums_of_years_are_days_one_by_one(unit, calendar, after, length):
    until = after + timedelta(days=length)
    one_by_one = sum(counts(after + timedelta(days=n), unit, calendar) for n in range(1, length + 1))
    assert counted_days(after=after, until=until, unit=unit, calendar=calendar) == one_by_one
