"""What goes wrong is told by its kind and its place, and by nothing that anybody wrote."""

import logging
import sys

import pytest

from threshold.config.logs import WithoutContent

SECRET = "Nguyễn at number 12"


def record(name, message, *args, error=None, **more):
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, error)
    vars(made).update(more)
    return WithoutContent().format(made)


def raised():
    words_of_the_report = SECRET
    try:
        raise ValueError(f"cannot read {words_of_the_report}")
    except ValueError:
        return sys.exc_info()


def test_an_error_is_told_by_its_kind_and_place():
    line = record("django.request", "Internal Server Error: %s", "/x", error=raised(), status_code=500)
    assert "ValueError" in line
    assert "tests/console/test_logs.py" in line
    assert "answered 500" in line


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (record("django.request", "failed", error=raised()), "an exception's message may quote a report"),
        (record("django.request", "Not Found: %s", f"/{SECRET}"), "an address may hold what somebody typed"),
        (record("django.security", "Invalid host: %r", SECRET), "a header is somebody's words too"),
        (record("django.db.backends", "%s", f"INSERT {SECRET}"), "a statement holds what is stored"),
    ],
)
def test_no_log_line_holds_what_somebody_wrote(line, because):
    assert SECRET not in line, because
    assert "cannot read" not in line, because


def test_our_own_words_are_told():
    assert "3 files cleared" in record("threshold.evidence", "%s files cleared", 3)
