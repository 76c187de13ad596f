"""Seal what was written down about reading: from then on a row cannot change or vanish unnoticed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, models, transaction

from threshold.confidentiality.models import Batch, BatchVersion, Read, RefusedAct
from threshold.confidentiality.rules import Book, Viewer, digest
from threshold.ledger.actions.append import append
from threshold.ledger.rows import as_written

AT_ONCE = 5_000
LONGEST_WAIT = timedelta(hours=1)
"""No transaction that writes a row stays open for longer, so below what was sealed before that nothing can turn up."""

ROWS: Mapping[Book, type[models.Model]] = {Book.READS: Read, Book.REFUSALS: RefusedAct}


@transaction.atomic
def seal_reads(*, by: Viewer, at: datetime) -> int:
    """Put a digest of the readings and refusals that have none yet into the ledger; return how many rows it seals."""
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Batch._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    return sum(_seal(book, by, at) for book in Book)


def _seal(book: Book, by: Viewer, at: datetime) -> int:
    batches = BatchVersion.objects.filter(of=book)
    newest = batches.order_by("-recorded_at").values_list("up_to", flat=True).first() or 0
    rows = _unsealed(book, at)
    if not rows:
        return 0
    batch = Batch.objects.create()
    version = BatchVersion.objects.create(
        batch=batch,
        number=1,
        of=book,
        rows=[row.pk for row in rows],
        digest=digest([as_written(row) for row in rows]),
        up_to=max(newest, rows[-1].pk),
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append(f"{book}.sealed", record=batch, version=version, by=by, at=at, first=True)
    return len(rows)


def _unsealed(book: Book, at: datetime) -> Sequence[models.Model]:
    """Return the oldest rows of the book that no batch holds; marks decide, for a row may commit late."""
    batches = BatchVersion.objects.filter(of=book)
    settled = batches.filter(recorded_at__lt=at - LONGEST_WAIT).order_by("-recorded_at")
    floor = settled.values_list("up_to", flat=True).first() or 0
    recent = batches.filter(recorded_at__gte=at - LONGEST_WAIT).values_list(
        models.Func("rows", function="unnest", output_field=models.BigIntegerField()), flat=True
    )
    rows = ROWS[book]._default_manager.filter(pk__gt=floor)
    return list(rows.exclude(pk__in=recent).order_by("pk")[:AT_ONCE])
