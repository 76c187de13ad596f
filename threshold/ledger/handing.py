"""Entries as they are handed out: each with what proves its place."""

from collections.abc import Iterator, Sequence

from threshold.ledger.bundles import Proved
from threshold.ledger.models import Entry
from threshold.ledger.proving import hashes_at
from threshold.ledger.rules import Actor
from threshold.tlog.tree import inclusion_proof

AT_ONCE = 1_000


def proved(indexes: Sequence[int], *, size: int, viewer: Actor) -> Iterator[Proved]:
    """Yield the entries at these indexes, with their paths to the root over the log's first `size`."""
    hash_at = hashes_at(size, viewer=viewer)
    for start in range(0, len(indexes), AT_ONCE):
        rows = Entry.objects.filter(index__in=list(indexes[start : start + AT_ONCE])).order_by("index")
        for row in rows:
            yield Proved(row.index, bytes(row.entry), inclusion_proof(row.index, size, hash_at))
