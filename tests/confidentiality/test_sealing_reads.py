"""Readings are sealed in batches: each once, also one that was committed late."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.actions.record_refusal import record_refusal
from threshold.confidentiality.actions.seal_reads import LONGEST_WAIT, seal_reads
from threshold.confidentiality.models import BatchVersion, Read
from threshold.confidentiality.rules import SYSTEM, ReadKind, digest
from threshold.ledger.rows import as_written

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def look(times=1, at=AT):
    for _ in range(times):
        record_read(viewer=SYSTEM, route="staff:contact", kind=ReadKind.PAGE, shown=[uuid4()], at=at)


@pytest.fixture
def owner(db, as_owner):
    with as_owner():
        yield


def sealed(book="reads"):
    return [row for batch in BatchVersion.objects.filter(of=book).order_by("pk") for row in batch.rows]


def test_what_was_read_is_sealed_once(owner):
    look(3)
    record_refusal(viewer=SYSTEM, route="staff:contact", why="NotFound", subject=None, at=AT)
    assert seal_reads(by=SYSTEM, at=AT) == 4
    assert seal_reads(by=SYSTEM, at=AT) == 0
    look(2)
    assert seal_reads(by=SYSTEM, at=AT + timedelta(minutes=1)) == 2

    assert sealed() == list(Read.objects.order_by("pk").values_list("pk", flat=True))
    assert len(sealed("refusals")) == 1


def test_a_reading_committed_late_is_sealed_all_the_same(owner):
    look(1)
    (first,) = Read.objects.values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('confidentiality_read', 'id'), %s)", [first + 10]
        )
    look(1)
    seal_reads(by=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO confidentiality_read (id, at, role, origin, route, kind, shown, reason) "
            "VALUES (%s, %s, 'system', 'live', 'staff:contact', 'page', '{}', '')",
            [first + 5, AT],
        )

    assert seal_reads(by=SYSTEM, at=AT + LONGEST_WAIT / 2) == 1
    assert seal_reads(by=SYSTEM, at=AT + LONGEST_WAIT * 3) == 0
    assert sealed() == [first, first + 11, first + 5]


def test_the_digest_changes_with_any_word_of_a_row(owner):
    look(2)
    seal_reads(by=SYSTEM, at=AT)
    rows = [as_written(row) for row in Read.objects.order_by("pk")]
    batch = BatchVersion.objects.get(of="reads")

    assert digest(rows) == bytes(batch.digest)
    for name in ("route", "role", "at", "reason"):
        assert digest([{**rows[0], name: "other"}, rows[1]]) != bytes(batch.digest)
    assert digest(rows[:1]) != bytes(batch.digest)
    assert digest(rows[::-1]) != bytes(batch.digest)
