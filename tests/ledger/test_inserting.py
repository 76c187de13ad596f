"""New rows of any kinds with one statement: nothing is left out, mixed up or changed on the way."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.statements import statements
from threshold.clocks.models import Clock, Fact
from threshold.evidence.models import EvidenceFile, Provenance
from threshold.ledger.inserting import MOST_VALUES, give_keys, insert, insert_unless_taken
from threshold.ledger.models import Salt
from threshold.people.models import Referrer

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=1)))
ODD = 'Zsófia\'s "%s" $1 \\x41 {a,b}\n\tend 🐈'


def a_file(**changes):
    facts = {
        "about": uuid4(), "storage": uuid4(), "kind": "jpeg", "size": 40_000, "digest": b"\x00\\x41'",
        "wrapped_key": b"", "sealed_name": b"n", "sealed_said": b"s", "giver": "public", "received_at": AT,
    }  # fmt: skip
    return EvidenceFile(**{**facts, **changes})


def a_version(file, **changes):
    facts = {
        "kind": "jpeg",
        "size": 3,
        "digest": b"d",
        "giver": "public",
        "by_role": "public",
        "recorded_at": AT,
    }
    return Provenance(file=file, storage=file.storage, event_at=AT, **{**facts, **changes})


def a_salt(number):
    return Salt(
        record=UUID(int=number),
        number=1,
        commitment=b"c",
        leaf=b"l",
        salt=None,
        version_table="t",
        version_id=1,
    )


def test_rows_of_several_kinds_go_in_with_one_statement_and_point_at_each_other():
    files = [a_file(), a_file()]
    versions = [a_version(file, size=place) for place, file in enumerate(files)]
    with statements() as asked:
        give_keys([*files, *versions])
        insert(*versions, *files)

    assert len(asked) == 2
    kept = Provenance.objects.order_by("pk").values_list("pk", "file__ledger_ref", "size")
    assert list(kept) == [
        (version.pk, file.ledger_ref, place)
        for place, (version, file) in enumerate(zip(versions, files, strict=True))
    ]


def test_every_value_comes_back_as_it_was():
    file = a_file(giver=ODD[:20], draft=None)
    clock = Clock(
        subject=uuid4(), about=uuid4(), duty="decision", edition=date(2026, 2, 28), within=1, unit="days",
        receipt="that-day", calendar="c", calendar_version="", local_source=ODD[:20], local_reason=ODD,
        original_on=date(1999, 12, 31), due_on=date(2030, 1, 1), due_at=AT,
    )  # fmt: skip
    fact = Fact(
        clock=clock,
        kind="started",
        event_at=AT,
        recorded_at=AT,
        by_role="public",
        reason=ODD,
        due_on=clock.due_on,
    )
    give_keys([file, clock, fact])
    insert(file, clock, fact)

    for row in (file, clock, fact):
        stored = type(row).objects.get(pk=row.pk)
        for field in row._meta.concrete_fields:
            given, kept = getattr(row, field.attname), getattr(stored, field.attname)
            assert (bytes(kept) if isinstance(kept, memoryview) else kept) == given, field.attname


def test_rows_without_keys_get_them_from_their_table():
    insert(a_salt(1), a_salt(2))

    assert Salt.objects.filter(pk__isnull=False).count() == 2


def test_no_row_is_lost_where_one_statement_ends_and_the_next_begins():
    rows = MOST_VALUES // 7 + 2
    insert(*(a_salt(number) for number in range(rows)))

    assert Salt.objects.count() == rows


def test_nothing_goes_in_when_one_row_may_not():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(a_file(), a_salt(1), a_salt(1))

    assert not EvidenceFile.objects.exists()


def test_a_row_whose_value_is_taken_is_left_out():
    about = uuid4()
    first, second = (
        Referrer(about=about, standing="named", identified=True, can_be_mailed=False) for _ in range(2)
    )

    assert insert_unless_taken(first, "about")
    assert not insert_unless_taken(second, "about")
    assert Referrer.objects.get().pk == first.pk


def test_no_rows_are_no_statement():
    with statements() as asked:
        give_keys([])
        insert()

    assert asked == []


def test_keys_come_from_the_sequence_that_a_table_takes_its_own_from():
    ours = [model for model in apps.get_models() if model.__module__.startswith("threshold.")]
    numbered = [model for model in ours if model._meta.pk.get_internal_type() == "BigAutoField"]
    assert len(numbered) > 20
    with connection.cursor() as cursor:
        for table, key in ((model._meta.db_table, model._meta.pk.column) for model in numbered):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
            assert cursor.fetchone()[0].endswith(f".{table}_{key}_seq")


def test_the_moment_is_the_same_in_whatever_zone_it_was_written():
    file = a_file()
    give_keys([file])
    insert(file)

    assert EvidenceFile.objects.get().received_at == datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)
