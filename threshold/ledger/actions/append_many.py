"""Record many acts in the ledger at once."""

import secrets
from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from threshold.ledger.models import Outbox, Salt
from threshold.ledger.rows import Act, Record, committed_fields
from threshold.ledger.rules import SALT_BYTES, commitment, entry
from threshold.tlog.tree import leaf_hash

WRITTEN = ("record", "number", "commitment", "leaf", "salt", "version_table", "version_id")
# Written by hand, because the web's role may put rows into the outbox but not read back what it has put in.
INSERT_ENTRIES = f'INSERT INTO "{Outbox._meta.db_table}" (entry) SELECT unnest(%s::bytea[])'
# By hand as well: every act writes one, and the mapper takes longer over it than the database.
INSERT_SALTS = f"""
INSERT INTO "{Salt._meta.db_table}" ({", ".join(WRITTEN)})
SELECT * FROM unnest(%s::uuid[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[], %s::varchar[], %s::bigint[])
"""  # noqa: S608
NEWEST = f"""
SELECT DISTINCT ON (record) record, number, commitment FROM "{Salt._meta.db_table}"
WHERE record = ANY(%s) ORDER BY record, number DESC
"""  # noqa: S608


# Without a savepoint: an act whose entry fails has failed.
@transaction.atomic(savepoint=False)
def append_many(acts: Sequence[Act]) -> list[bytes]:
    """Put the acts' entries in the outbox, each chained to its record's last; return their leaf hashes."""
    if not acts:
        return []
    newest = _newest(act.record for act in acts if not act.first)
    salts, entries = [], []
    for act in acts:
        before = newest.get(act.record.ledger_ref)
        salts.append(_salt(act, number=before.number + 1 if before else 1))
        entries.append(_entry(act, salts[-1], previous=before))
        salts[-1].leaf = leaf_hash(entries[-1])
        newest[act.record.ledger_ref] = salts[-1]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_SALTS, _columns(salts))
        cursor.execute(INSERT_ENTRIES, [entries])
    return [bytes(salt.leaf) for salt in salts]


def _columns(salts: Sequence[Salt]) -> list[list[object]]:
    return [[getattr(salt, name) for salt in salts] for name in WRITTEN]


def _salt(act: Act, *, number: int) -> Salt:
    salt = secrets.token_bytes(SALT_BYTES)
    return Salt(
        record=act.record.ledger_ref,
        number=number,
        commitment=commitment(committed_fields(act.version), salt),
        salt=salt,
        version_table=act.version._meta.db_table,
        version_id=act.version.pk,
    )


def _entry(act: Act, salt: Salt, *, previous: Salt | None) -> bytes:
    return entry(
        act.kind,
        record=salt.record,
        number=salt.number,
        commitment=bytes(salt.commitment),
        previous=bytes(previous.commitment) if previous else None,
        by=act.by,
        asserted=act.version.event_at,
        recorded=act.at,
    )


def _newest(records: Iterable[Record]) -> dict[UUID, Salt]:
    waiting = sorted(records, key=lambda record: (record._meta.label, record.pk))
    if not waiting:
        return {}
    _lock(waiting)
    # A statement of its own: one that waits for the lock and looks sees what was there before it waited.
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [[record.ledger_ref for record in waiting]])
        return {
            record: Salt(record=record, number=number, commitment=digest)
            for record, number, digest in cursor.fetchall()
        }


def _lock(records: Sequence[Record]) -> None:
    """Hold the records' rows, in one order for everyone, so that two acts on one record follow each other."""
    for model, group in groupby(records, key=lambda record: record._meta.model):
        rows = model._base_manager.filter(pk__in=[record.pk for record in group]).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
