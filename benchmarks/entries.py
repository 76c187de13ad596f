"""Gives poured contacts their ledger entries, as their acts would have: `python -m benchmarks.entries FIRST LAST`.

Works as the database's superuser, many contacts at a time; several of these run side by side.
"""

import secrets
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

TOGETHER = 2_000
KINDS: Mapping[str, str] = {
    "referrals_contactversion": "contact.received",
    "referrals_childversion": "child.recorded",
    "referrals_receiptversion": "receipt.given",
    "referrals_act": "contact.acknowledged",
    "correspondence_message": "message.out",
}
"""The tables of versions in the order in which a contact's acts follow each other, and their entries' kind."""
A_CONTACT = 7
"""How many entries each poured contact has: three of them are acts."""

CONTACT = "JOIN referrals_contact AS contact ON contact"
JOINED = {
    "referrals_contactversion": f"{CONTACT}.id = version.contact_id",
    "referrals_childversion": (
        f"JOIN referrals_child AS child ON child.id = version.child_id {CONTACT}.id = child.contact_id"
    ),
    "referrals_receiptversion": (
        f"JOIN referrals_receipt AS receipt ON receipt.id = version.receipt_id {CONTACT}.id = receipt.contact_id"
    ),
    "referrals_act": f"{CONTACT}.id = version.contact_id",
    "correspondence_message": f"{CONTACT}.ledger_ref = version.about",
}


@dataclass(frozen=True, slots=True)
class Demo:
    """Whoever did what was poured."""

    role: str
    ref: UUID | None = None
    origin: str = "demo"


def main(first: int, last: int) -> None:
    """Write entries and salts for the contacts numbered `first` to `last`."""
    import django

    django.setup()
    for start in range(first, last + 1, TOGETHER):
        _write(list(_acts(start, min(start + TOGETHER - 1, last))))


def _acts(first: int, last: int) -> Iterator[tuple[str, str, int, tuple[bytes, ...], datetime, str]]:
    """Yield each version's record, table and key, its values, and when and by whom; each record's together."""
    from django.db import connection

    from threshold.ledger.fsck.opening import tables

    found = []
    for order, (table, joined) in enumerate(JOINED.items()):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT version.id FROM {table} AS version {joined} WHERE contact.ref BETWEEN %s AND %s",  # noqa: S608
                [f"{first:08}", f"{last:08}"],
            )
            keys = [key for (key,) in cursor.fetchall()]
        for key, row in tables()[table].open(keys).items():
            assert row.record
            assert row.written
            asserted, _, _, role = row.repeated
            at = datetime.fromisoformat(asserted)
            found.append((row.record, order, key, table, row.written, at, role))
    for record, _, key, table, written, at, role in sorted(found, key=lambda each: each[:3]):
        yield record, table, key, written, at, role


def _write(acts: list[tuple[str, str, int, tuple[bytes, ...], datetime, str]]) -> None:
    from django.db import connection

    from threshold.ledger.fsck.opening import commitment_of, tables
    from threshold.ledger.rules import entry
    from threshold.tlog.tree import leaf_hash

    salts, entries = [], []
    for record, those in groupby(acts, key=lambda each: each[0]):
        previous = None
        for number, (_, table, key, written, at, role) in enumerate(those, start=1):
            salt = secrets.token_bytes(32)
            promised = commitment_of(tables()[table].prepared, written, salt)
            made = entry(
                KINDS[table],
                record=UUID(record),
                number=number,
                commitment=promised,
                previous=previous,
                by=Demo(role),
                asserted=at,
                recorded=at,
            )
            salts.append((record, number, promised, leaf_hash(made), salt, table, key))
            entries.append((made,))
            previous = promised
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        columns = "record, number, commitment, leaf, salt, version_table, version_id"
        with cursor.copy(f"COPY ledger_salt ({columns}) FROM STDIN") as copy:
            for salt_row in salts:
                copy.write_row(salt_row)
        with cursor.copy("COPY ledger_outbox (entry) FROM STDIN") as copy:
            for row in entries:
                copy.write_row(row)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
