"""Record many acts in the ledger at once."""

import secrets
from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from threshold.ledger.models import Outbox, Salt
from threshold.ledger.rows import Act, Record, committed_fields
from threshold.ledger.rules import SALT_BYTES, commitment, entry
from threshold.ledger.together import follow
from threshold.tlog.tree import leaf_hash

NEWEST = f"""
SELECT DISTINCT ON (record) record, number, commitment FROM "{Salt._meta.db_table}"
WHERE record = ANY(%s) ORDER BY record, number DESC
"""  # noqa: S608


# Without a savepoint: an act whose entry fails has failed.
@transaction.atomic(savepoint=False)
def append_many(acts: Sequence[Act]) -> list[bytes]:
    """Put the acts' entries in the outbox, each chained to its record's last; return their leaf hashes if at once."""
    return [bytes(row.leaf) for row in follow(_salts_and_entries, *acts) if isinstance(row, Salt)]


def _salts_and_entries(acts: Sequence[Act]) -> list[Salt | Outbox]:
    newest = _newest(act.record for act in acts if not act.first)
    salts, entries = [], []
    for act in acts:
        before = newest.get(act.record.ledger_ref)
        salt = _salt(act, number=before.number + 1 if before else 1)
        written = _entry(act, salt, previous=before)
        salt.leaf = leaf_hash(written)
        newest[salt.record] = salt
        salts.append(salt)
        entries.append(Outbox(entry=written))
    return [*salts, *entries]


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
