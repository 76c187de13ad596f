"""Clear away files that no row knows: what a broken connection or a rolled-back transaction left."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from threshold.evidence.models import EvidenceFile

AT_ONCE = 1000


@transaction.atomic
def sweep(*, before: datetime) -> int:
    """Delete files that no row knows and nobody has written to since `before`; return how many."""
    old = (path for path in Path(settings.FILES_DIR).glob("*/*") if _written(path) < before.timestamp())
    swept = 0
    while some := list(islice(old, AT_ONCE)):
        swept += _sweep(some)
    return swept


def _sweep(paths: Iterable[Path]) -> int:
    by_storage = {UUID(path.stem): path for path in paths if path.suffix in {".part", ".sealed"}}
    rows = EvidenceFile.objects.filter(storage__in=by_storage).values_list("storage", flat=True)
    strays = by_storage.keys() - set(rows)
    for storage in strays:
        by_storage[storage].unlink(missing_ok=True)
    return len(strays)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        # Somebody removed it since the folder was listed.
        return float("inf")
