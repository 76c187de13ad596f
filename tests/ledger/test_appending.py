"""Appending: act and entry stand or fall together, chained, and the web cannot take anything back."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.statements import statements
from threshold.confidentiality.rules import Role, Viewer
from threshold.evidence.models import EvidenceFile, Provenance
from threshold.ledger.actions.append import append
from threshold.ledger.actions.append_many import append_many
from threshold.ledger.models import Salt
from threshold.ledger.rows import Act, Version, committed_fields
from threshold.ledger.rules import commitment, open_field, opens
from threshold.tlog.tree import leaf_hash

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
SOON = datetime(2026, 6, 1, 9, 5, tzinfo=UTC)
WORKER = Viewer(ref=UUID(int=9), worker_id=1, name="Wren Abara", role=Role.SCREENING_WORKER)
SAID = "Her name is Zsófia Ó Briain and she lives at number 12."


def a_record():
    return EvidenceFile.objects.create(
        about=uuid4(), storage=uuid4(), kind="jpeg", size=3, digest=b"d", wrapped_key=b"k", sealed_name=b"n",
        sealed_said=b"s", giver="public", received_at=AT,
    )  # fmt: skip


def a_version(record, said=SAID):
    return Provenance.objects.create(
        file=record, storage=record.storage, kind="jpeg", size=3, digest=b"d", giver="public",
        sealed_said=said.encode(), event_at=AT, recorded_at=SOON, by_ref=WORKER.ref, by_role=WORKER.role,
    )  # fmt: skip


def entries(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger_outbox ORDER BY id")
        return [bytes(entry) for (entry,) in cursor.fetchall()]


@pytest.mark.django_db
def test_an_entry_says_that_when_and_by_whom_but_not_what(as_owner):
    record = a_record()

    leaf = append(
        "evidence.received", record=record, version=a_version(record), by=WORKER, at=SOON, first=True
    )

    (entry,) = entries(as_owner)
    salt = Salt.objects.get()
    assert leaf == leaf_hash(entry) == bytes(salt.leaf)
    assert json.loads(entry) == {
        "v": 1, "kind": "evidence.received", "record": str(record.ledger_ref), "number": 1,
        "commitment": bytes(salt.commitment).hex(), "previous": None, "role": "screening-worker",
        "actor": str(WORKER.ref), "origin": "live",
        "asserted": "2026-06-01T09:00:00.000000Z", "recorded": "2026-06-01T09:05:00.000000Z",
    }  # fmt: skip
    for word in ("Zsófia", "Briain", "number 12", "Wren", str(record.about), str(record.storage)):
        assert word.encode() not in entry


@pytest.mark.django_db
def test_a_commitment_can_be_computed_again_from_what_the_database_holds():
    record = a_record()
    append("evidence.received", record=record, version=a_version(record), by=WORKER, at=SOON, first=True)

    salt = Salt.objects.get()
    model = next(model for model in apps.get_models() if model._meta.db_table == salt.version_table)
    fields = committed_fields(model.objects.get(pk=salt.version_id))

    assert commitment(fields, bytes(salt.salt)) == bytes(salt.commitment)
    assert opens(open_field(fields, bytes(salt.salt), "sealed_said"), bytes(salt.commitment))
    assert set(fields) == {
        "event_at", "recorded_at", "by_ref", "by_role", "storage", "kind", "size", "digest", "giver", "sealed_said"
    }  # fmt: skip


@pytest.mark.django_db
def test_each_entry_names_the_commitment_before_it_also_within_a_batch(as_owner):
    one, other = a_record(), a_record()
    acts = [Act("evidence.received", record=one, version=a_version(one), by=WORKER, at=AT, first=True),
            Act("evidence.received", record=other, version=a_version(other), by=WORKER, at=AT, first=True),
            Act("evidence.described", record=one, version=a_version(one), by=WORKER, at=AT)]  # fmt: skip
    append_many(acts)
    append("evidence.described", record=one, version=a_version(one), by=WORKER, at=AT)

    facts = [json.loads(entry) for entry in entries(as_owner)]
    mine = [fact for fact in facts if fact["record"] == str(one.ledger_ref)]
    assert [fact["number"] for fact in mine] == [1, 2, 3]
    assert [fact["previous"] for fact in mine] == [None, *(fact["commitment"] for fact in mine[:-1])]


@pytest.mark.django_db
def test_a_batch_costs_one_statement():
    records = [a_record() for _ in range(20)]
    acts = [
        Act("evidence.received", record=r, version=a_version(r), by=WORKER, at=AT, first=True)
        for r in records
    ]

    with statements() as asked:
        leaves = append_many(acts)

    assert len(asked) == 1
    assert len(set(leaves)) == 20


@pytest.mark.django_db
def test_what_rolls_back_leaves_no_entry(as_owner):
    record = a_record()
    version = a_version(record)

    with transaction.atomic():
        append("evidence.received", record=record, version=version, by=WORKER, at=AT, first=True)
        transaction.set_rollback(True)

    assert entries(as_owner) == []
    assert not Salt.objects.exists()


@pytest.mark.django_db
def test_a_second_first_act_is_refused():
    record = a_record()
    append("evidence.received", record=record, version=a_version(record), by=WORKER, at=AT, first=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        append("evidence.received", record=record, version=a_version(record), by=WORKER, at=AT, first=True)


@pytest.mark.django_db(transaction=True)
def test_acts_on_one_record_at_the_same_moment_follow_each_other(as_owner):
    record = a_record()
    append("evidence.received", record=record, version=a_version(record), by=WORKER, at=AT, first=True)

    def describe(_):
        try:
            append("evidence.described", record=record, version=a_version(record), by=WORKER, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(describe, range(24)))

    facts = [json.loads(entry) for entry in entries(as_owner)]
    assert [fact["number"] for fact in facts] == list(range(1, 26))
    assert [fact["previous"] for fact in facts[1:]] == [fact["commitment"] for fact in facts[:-1]]


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [
    "SELECT entry FROM ledger_outbox",
    "DELETE FROM ledger_outbox",
    "UPDATE ledger_outbox SET entry = 'x'",
    "TRUNCATE ledger_outbox",
    "SET LOCAL threshold.integrating = 'on'; DELETE FROM ledger_outbox",
    "INSERT INTO ledger_outbox (entry) VALUES ('x') RETURNING id",
    "DELETE FROM ledger_salt",
    "SET LOCAL threshold.erasing = 'on'; UPDATE ledger_salt SET salt = NULL",
    "UPDATE evidence_provenance SET giver = 'something else'",
    "DELETE FROM evidence_provenance",
    "DROP TRIGGER append_only ON evidence_provenance",
    "ALTER TABLE evidence_provenance DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE TABLE elsewhere ()",
    "UPDATE django_migrations SET name = 'x'",
])  # fmt: skip
def test_the_web_cannot_take_anything_back(attempt):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


@pytest.mark.django_db
@pytest.mark.parametrize("attempt", [
    "UPDATE ledger_outbox SET entry = 'x'",
    "DELETE FROM ledger_outbox",
    "TRUNCATE ledger_outbox",
    "SET LOCAL threshold.integrating = 'on'; UPDATE ledger_outbox SET entry = 'x'",
    "SET LOCAL threshold.integrating = 'on'; TRUNCATE ledger_outbox",
    "SET LOCAL threshold.erasing = 'on'; DELETE FROM ledger_outbox",
    "DELETE FROM ledger_salt",
    "SET LOCAL threshold.erasing = 'on'; DELETE FROM ledger_salt",
    "UPDATE ledger_salt SET salt = NULL",
    "UPDATE evidence_provenance SET giver = 'x'",
    "DELETE FROM evidence_provenance",
    "TRUNCATE evidence_provenance CASCADE",
    "SET LOCAL threshold.erasing = 'on'; UPDATE evidence_provenance SET giver = 'x'",
])  # fmt: skip
def test_the_owner_is_refused_too(as_owner, attempt):
    refused = pytest.raises(DatabaseError, match="append-only")
    with as_owner(), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


@pytest.mark.django_db
@pytest.mark.parametrize(("saying", "statement"), [
    ("integrating", "DELETE FROM ledger_outbox"),
    ("erasing", "UPDATE ledger_salt SET salt = NULL"),
])  # fmt: skip
def test_the_owner_may_say_what_it_is_doing_for_one_transaction(as_owner, saying, statement):
    record = a_record()
    append("evidence.received", record=record, version=a_version(record), by=WORKER, at=AT, first=True)

    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL threshold.{saying} = 'on'")
        cursor.execute(statement)
        assert cursor.rowcount == 1


@pytest.mark.django_db
def test_the_chain_goes_on_after_a_salt_is_erased(as_owner):
    record = a_record()
    append("evidence.received", record=record, version=a_version(record), by=WORKER, at=AT, first=True)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.erasing = 'on'; UPDATE ledger_salt SET salt = NULL")

    append("evidence.described", record=record, version=a_version(record), by=WORKER, at=AT)

    first, second = (json.loads(entry) for entry in entries(as_owner))
    assert second["previous"] == first["commitment"]


@pytest.mark.django_db
def test_every_table_of_versions_is_append_only_in_the_database():
    versions = {model._meta.db_table for model in apps.get_models() if issubclass(model, Version)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'O'"
        )
        guarded = {table for (table,) in cursor.fetchall()}

    assert versions
    assert versions <= guarded
