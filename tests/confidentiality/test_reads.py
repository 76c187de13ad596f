"""Who looked and who was refused: written with the reading, kept after a rollback, out of reach."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.actions.record_refusal import record_refusal
from threshold.confidentiality.rules import PUBLIC, ReadKind, Role, Viewer

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
WORKER = Viewer(ref=UUID(int=9), worker_id=1, name="Wren Abara", role=Role.SOCIAL_WORKER)


def rows(as_owner, table):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_read_says_who_saw_what_when_and_why(as_owner):
    shown = [uuid4(), uuid4()]

    record_read(viewer=WORKER, route="staff:list", kind=ReadKind.LIST, shown=shown, at=AT, reason="duty")

    (row,) = rows(as_owner, "confidentiality_read")
    assert row.pop("id")
    assert row.pop("recorded_at")
    assert row == {
        "at": AT, "viewer_ref": WORKER.ref, "role": "social-worker", "origin": "live", "route": "staff:list",
        "kind": "list", "shown": shown, "reason": "duty",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_list_that_showed_nothing_is_a_read_too(as_owner):
    record_read(viewer=PUBLIC, route="public:follow", kind=ReadKind.SEARCH, shown=[], at=AT)

    assert [row["shown"] for row in rows(as_owner, "confidentiality_read")] == [[]]


@pytest.mark.django_db
def test_what_cannot_be_recorded_cannot_be_shown():
    with pytest.raises(DatabaseError), transaction.atomic():
        record_read(viewer=WORKER, route="r", kind="glance", shown=[], at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_outlives_the_rollback_of_what_was_refused(as_owner):
    with transaction.atomic():
        record_read(viewer=WORKER, route="r", kind=ReadKind.PAGE, shown=[], at=AT)
        transaction.set_rollback(True)
    record_refusal(viewer=WORKER, route="staff:contact", why="NotFound", subject=UUID(int=3), at=AT)

    (row,) = rows(as_owner, "confidentiality_refusedact")
    assert (row["why"], row["subject"], row["viewer_ref"]) == ("NotFound", UUID(int=3), WORKER.ref)
    assert rows(as_owner, "confidentiality_read") == []


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_not_recorded_where_it_would_roll_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        record_refusal(viewer=WORKER, route="r", why="NotFound", subject=None, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["Aisha Khan was not found", "NotFound: TH-1", ""])
def test_a_refusal_is_recorded_by_its_name_only(words):
    with pytest.raises(ValueError):  # noqa: PT011
        record_refusal(viewer=WORKER, route="r", why=words, subject=None, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["confidentiality_read", "confidentiality_refusedact"])
@pytest.mark.parametrize(
    "attempt", ["SELECT * FROM {}", "UPDATE {} SET route = ''", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_web_can_neither_see_nor_change_who_looked(table, attempt):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(attempt.format(table))


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["confidentiality_read", "confidentiality_refusedact"])
@pytest.mark.parametrize("attempt", ["UPDATE {} SET route = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_nor_can_the_owner_change_it(as_owner, table, attempt):
    with as_owner(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(attempt.format(table))
