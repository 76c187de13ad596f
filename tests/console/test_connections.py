"""A connection is looked at before each request without a statement, and a dead one is not used again."""

import pytest
from django.db import DatabaseError, connection

from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """Return a second connection, kept open as a web process keeps its own."""
    second = connection.copy()
    second.connect()
    yield second
    second.close()


def test_a_connection_that_stands_is_used_again_without_asking_the_server(kept):
    with statements() as asked, kept.execute_wrapper(lambda *_: pytest.fail("a statement")):
        assert kept.is_usable()

    assert asked == []


def test_a_connection_whose_server_went_away_is_not_used_again(kept, as_owner):
    with kept.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])

    assert not kept.is_usable()


def test_a_connection_left_in_a_failed_transaction_is_not_used_again(kept):
    kept.set_autocommit(False)
    with pytest.raises(DatabaseError), kept.cursor() as cursor:
        cursor.execute("SELECT nothing_of_this_name")

    assert not kept.is_usable()


def test_a_closed_connection_is_not_used_again(kept):
    kept.connection.close()

    assert not kept.is_usable()
