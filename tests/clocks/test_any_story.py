"""What holds of every clock, whatever happened to it: hypothesis tells the stories."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clocks.story import ASHA, ENGLAND, limit
from threshold.clocks.rules import Fact, FactKind, Limit, day_of, due, explain, fold
from threshold.clocks.rules.counting import add_months, day_zero
from threshold.clocks.rules.facts import DayKind
from threshold.law import Receipt, Unit

START = datetime(2024, 2, 20, 9, 30, tzinfo=UTC)
AFTER_ALL = datetime(2027, 6, 1, tzinfo=UTC)
SPAN = timedelta(days=120)

Stretch = tuple[datetime, datetime]

moments = st.integers(min_value=0, max_value=int(SPAN.total_seconds())).map(
    lambda seconds: START + timedelta(seconds=seconds)
)
stretches = st.lists(st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))), max_size=5)
in_days = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
in_hours = st.sampled_from([Unit.HOURS, Unit.MINUTES])
limits = st.builds(
    limit,
    st.integers(min_value=1, max_value=45),
    st.sampled_from(Unit),
    receipt=st.sampled_from(Receipt),
)


def story(pauses: list[Stretch], *, extended: int = 0) -> list[Fact]:
    facts = [Fact(FactKind.STARTED, at=START)]
    for start, end in pauses:
        facts.append(Fact(FactKind.PAUSED, at=start, reason="waiting", by_ref=ASHA, by_role="manager"))
        facts.append(Fact(FactKind.RESUMED, at=end, reason="came", by_ref=ASHA, by_role="manager"))
    if extended:
        facts.append(Fact(FactKind.EXTENDED, at=START, amount=extended, reason="more", by_role="manager"))
    return facts


def due_at(facts: list[Fact], limit: Limit) -> datetime:
    return fold(facts, limit=limit, calendar=ENGLAND, at=AFTER_ALL).due.at


@given(limits, stretches, st.data())
def test_the_order_in_which_facts_are_told_does_not_change_the_date(
    limit: Limit, pauses: list[Stretch], data: st.DataObject
) -> None:
    facts = story(pauses)
    shuffled = data.draw(st.permutations(facts))

    assert due_at(list(shuffled), limit) == due_at(facts, limit)


@given(limits, stretches, st.lists(moments, max_size=6))
def test_cutting_a_pause_into_pieces_does_not_change_the_date(
    limit: Limit, pauses: list[Stretch], cuts: list[datetime]
) -> None:
    pieces = []
    for start, end in pauses:
        marks = [start, *sorted(cut for cut in cuts if start < cut < end), end]
        pieces += pairwise(marks)

    assert due_at(story(pieces), limit) == due_at(story(pauses), limit)


@given(limits, stretches, st.tuples(moments, moments))
def test_a_further_pause_never_makes_a_date_earlier(
    limit: Limit, pauses: list[Stretch], more: tuple[datetime, datetime]
) -> None:
    further = (min(more), max(more))

    assert due_at(story([*pauses, further]), limit) >= due_at(story(pauses), limit)


@given(limits, stretches, st.integers(min_value=1, max_value=20))
def test_an_extension_always_makes_a_date_later(limit: Limit, pauses: list[Stretch], amount: int) -> None:
    assert due_at(story(pauses, extended=amount), limit) > due_at(story(pauses), limit)


@given(limits, stretches)
def test_a_newly_proclaimed_holiday_never_makes_a_date_earlier(limit: Limit, pauses: list[Stretch]) -> None:
    proclaimed = ENGLAND.with_holidays({(START + timedelta(days=3)).date(): "Proclaimed"})
    moved = fold(story(pauses), limit=limit, calendar=proclaimed, at=AFTER_ALL)

    assert moved.due.at >= due_at(story(pauses), limit)


@given(in_days, st.integers(1, 45), stretches, st.integers(0, 10), st.sampled_from(Receipt))
@settings(max_examples=60)
def test_the_days_that_the_account_counts_are_as_many_as_the_limit_has(
    unit: Unit, within: int, pauses: list[Stretch], more: int, receipt: Receipt
) -> None:
    rule = limit(within, unit, receipt=receipt)
    facts = story(pauses, extended=more)
    account = explain(facts, limit=rule, calendar=ENGLAND, at=AFTER_ALL)
    kinds = Counter(each.kind for each in account)

    assert (kinds[DayKind.COUNTED], kinds[DayKind.EXTENDED]) == (within, more)
    assert account[-1].on == fold(facts, limit=rule, calendar=ENGLAND, at=AFTER_ALL).due.on
    assert [each.on for each in account] == sorted({each.on for each in account}), (
        "no day twice, none left out"
    )
    assert len(account) == (account[-1].on - account[0].on).days + 1


@given(st.integers(1, 14), stretches, st.integers(0, 3))
@settings(max_examples=40)
def test_the_days_that_the_account_of_months_counts_are_the_days_those_months_have(
    within: int, pauses: list[Stretch], more: int
) -> None:
    rule = limit(within, Unit.MONTHS)
    account = explain(story(pauses, extended=more), limit=rule, calendar=ENGLAND, at=AFTER_ALL)
    zero = day_zero(START, receipt=rule.receipt, calendar=ENGLAND)
    counted = sum(each.kind in {DayKind.COUNTED, DayKind.EXTENDED} for each in account)

    assert counted == (add_months(zero, within + more) - zero).days


@given(in_hours, st.integers(1, 200), stretches, st.integers(0, 10))
@settings(max_examples=60)
def test_the_minutes_that_the_account_counts_are_as_many_as_the_limit_has(
    unit: Unit, within: int, pauses: list[Stretch], more: int
) -> None:
    account = explain(story(pauses, extended=more), limit=limit(within, unit), calendar=ENGLAND, at=AFTER_ALL)

    total = (within + more) * (60 if unit is Unit.HOURS else 1)
    assert sum(each.minutes or 0 for each in account) == total


@given(moments, st.integers(1, 60))
def test_the_due_day_itself_always_counts_and_comes_after_the_day_it_started(
    start: datetime, within: int
) -> None:
    last = due(limit(within), anchor=start, calendar=ENGLAND)

    assert ENGLAND.is_working_day(last.on)
    assert last.on > day_of(start)
