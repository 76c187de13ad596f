"""One way to write each value: RFC 8785, without fractions."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.ledger.rules import NotCanonical, canonical

BST = timezone(timedelta(hours=1))


def test_names_are_ordered_by_utf16_code_units_as_the_rfc_shows():
    # The example of RFC 8785, 3.2.3, in its order of arrival and its order of writing.
    arrived = ["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"]
    written = ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]

    assert list(json.loads(canonical(dict.fromkeys(arrived, 0)))) == written


def test_texts_are_escaped_as_the_rfc_shows():
    # The string of RFC 8785, 3.2.2.2.
    assert canonical('€$\x0f\nA\'B"\\\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize(("value", "written"), [
    (None, b"null"),
    (True, b"true"),
    (0, b"0"),
    (-(2**53) + 1, b"-9007199254740991"),
    ("\x00\x08\x09\x0b\x0c\x1f\x7f\u2028", b'"\\u0000\\b\\t\\u000b\\f\\u001f\x7f\xe2\x80\xa8"'),
    (date(2024, 2, 29), b'"2024-02-29"'),
    (datetime(2026, 7, 1, 0, 30, tzinfo=BST), b'"2026-06-30T23:30:00.000000Z"'),
    (datetime(2026, 7, 1, 0, 30, 0, 1, tzinfo=UTC), b'"2026-07-01T00:30:00.000001Z"'),
    (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
    (memoryview(b"\x00\xff"), b'"00ff"'),
    (("a", [1, {}]), b'["a",[1,{}]]'),
    ({"b": {"d": 1, "c": 2}, "a": "Nguyễn علي 👩‍👧"}, '{"a":"Nguyễn علي 👩‍👧","b":{"c":2,"d":1}}'.encode()),
])  # fmt: skip
def test_every_value_is_written_in_its_one_way(value, written):
    assert canonical(value) == written


@pytest.mark.parametrize("value", [
    1.0, float("nan"), 2**53, timedelta(1), {1: "a"}, "\ud800", {"\ud800": 1}, object(), {1},
    datetime(2026, 7, 1),  # noqa: DTZ001
])  # fmt: skip
def test_what_has_no_one_way_is_refused(value):
    with pytest.raises(NotCanonical):
        canonical(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_written_reads_back_and_is_written_the_same_again(value):
    written = canonical(value)

    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written
