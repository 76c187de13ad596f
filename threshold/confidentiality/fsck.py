"""Whether what was sealed about readings and refusals is still there as it was sealed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import Max, Min

from threshold.confidentiality.actions.seal_reads import ROWS
from threshold.confidentiality.models import BatchVersion
from threshold.confidentiality.rules import Book, digest
from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.fsck.running import Look
from threshold.ledger.rows import as_written

BATCHES_AT_ONCE = 50
LONGEST_WAIT = timedelta(minutes=10)
"""The sequencer seals once a minute; a transaction that read may have taken a while to end."""

SEALED = f'SELECT unnest(rows) AS id FROM "{BatchVersion._meta.db_table}" WHERE "of" = %s'  # noqa: S608
TWICE = f"SELECT id FROM ({SEALED}) AS sealed GROUP BY id HAVING count(*) > 1 ORDER BY id"  # noqa: S608


def looks(*, at: datetime) -> Iterator[Look]:
    """Yield all there is to look at."""
    ends = BatchVersion.objects.aggregate(first=Min("id"), last=Max("id"))
    if ends["last"] is not None:
        for first in range(ends["first"], ends["last"] + 1, BATCHES_AT_ONCE):
            yield partial(batches, first=first, end=first + BATCHES_AT_ONCE)
    for book in Book:
        yield partial(unsealed, book=book, at=at)
        yield partial(sealed_twice, book=book)


def batches(*, first: int, end: int) -> list[Finding]:
    """Return every batch with these keys whose rows do not give its digest any more."""
    found = []
    for batch in BatchVersion.objects.filter(id__gte=first, id__lt=end).order_by("id"):
        rows = ROWS[Book(batch.of)]._default_manager.in_bulk(batch.rows)
        written = [as_written(rows[key]) for key in batch.rows if key in rows]
        if digest(written) != bytes(batch.digest):
            gone = len(batch.rows) - len(written)
            what = f"batch {batch.pk} of {batch.of} ({len(batch.rows):,} rows, {gone:,} of them gone)"
            found.append(Finding(What.BATCH, what))
    return found


def unsealed(*, book: Book, at: datetime) -> list[Finding]:
    """Return one finding if rows wait for a batch for too long."""
    table = ROWS[book]._meta.db_table
    question = f"""
        SELECT count(*), min(recorded_at) FROM "{table}" AS row
        WHERE recorded_at < %s AND NOT EXISTS (SELECT FROM ({SEALED}) AS sealed WHERE sealed.id = row.id)
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(question, [at - LONGEST_WAIT, book])
        number, since = cursor.fetchone()
    if not number:
        return []
    return [Finding(What.UNSEALED, f"one of {number:,} {book} since {since:%Y-%m-%d %H:%M:%S} UTC")]


def sealed_twice(*, book: Book) -> list[Finding]:
    """Return every row that two batches claim."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [book])
        return [Finding(What.SEALED_TWICE, f"row {key} of the {book}") for (key,) in cursor.fetchall()]
