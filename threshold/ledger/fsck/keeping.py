"""What has to be there as often on one side as on the other: acts and entries, rows and salts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.fsck.opening import tables
from threshold.ledger.models import Entry, Outbox, Salt

LONGEST_WAIT = timedelta(seconds=60)
"""How long an entry may wait for its place before something is wrong."""

HASHED = f"""SELECT leaf FROM "{Entry._meta.db_table}"
    UNION ALL SELECT sha256('\\x00'::bytea || entry) FROM "{Outbox._meta.db_table}" """  # noqa: S608
WITHOUT_ENTRY = f"""
SELECT salt.version_table, salt.version_id FROM "{Salt._meta.db_table}" AS salt
WHERE NOT EXISTS (SELECT FROM ({HASHED}) AS entry WHERE entry.leaf = salt.leaf) ORDER BY salt.id
"""  # noqa: S608
# Each entry has its own salt row, which the walk sees to. So if no two entries are alike and no two salt rows name
# the same entry, each salt row that names one has it for itself.
TWICE = f"""
SELECT salt.version_table, salt.version_id FROM "{Salt._meta.db_table}" AS salt WHERE salt.leaf IN (
    SELECT leaf FROM ({HASHED}) AS entry GROUP BY leaf HAVING count(*) > 1
) ORDER BY salt.id
"""  # noqa: S608
SHARED = f"""
SELECT salt.version_table, salt.version_id FROM "{Salt._meta.db_table}" AS salt WHERE salt.leaf IN (
    SELECT leaf FROM "{Salt._meta.db_table}" GROUP BY leaf HAVING count(*) > 1
) ORDER BY salt.id
"""  # noqa: S608


def acts_without_entry() -> list[Finding]:
    """Return every act whose entry is neither in the log nor waiting."""
    return list(_each(WITHOUT_ENTRY, What.NO_ENTRY))


def entries_twice() -> list[Finding]:
    """Return every act whose entry is there more than once."""
    return list(_each(TWICE, What.TWICE))


def entries_shared() -> list[Finding]:
    """Return every act that names the same entry as another."""
    return list(_each(SHARED, What.SHARED))


def rows_without_entry(*, table: str) -> list[Finding]:
    """Return every version in the table that no act accounts for."""
    known = tables()[table]
    acts = Salt.objects.filter(version_table=table, version_id=OuterRef("pk"))
    keys = known.unlogged().filter(~Exists(acts)).order_by("pk").values_list("pk", flat=True)
    return [Finding(What.VERSION_UNLOGGED, known.called(key)) for key in keys.iterator()]


def waits_too_long(*, at: datetime) -> list[Finding]:
    """Return one finding if entries have waited for their place for more than a minute."""
    late = Outbox.objects.filter(inserted_at__lt=at - LONGEST_WAIT).order_by("inserted_at")
    number = late.count()
    if not number:
        return []
    since = late.values_list("inserted_at", flat=True)[0]
    waits = "entry waits" if number == 1 else "entries wait"
    return [Finding(What.WAITS, f"{number:,} {waits}, since {since:%Y-%m-%d %H:%M:%S} UTC,")]


def _each(question: str, what: What) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(question)
        for table, key in cursor.fetchall():
            yield Finding(what, f"row {key} of {table}")
