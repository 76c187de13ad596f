"""Going through the whole log: its stretches, what stands over them, and what was signed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Max, Min, Q

from threshold.ledger.fsck import keeping, signed
from threshold.ledger.fsck.findings import Finding, Report, What
from threshold.ledger.fsck.opening import tables
from threshold.ledger.fsck.running import Look, Lookers
from threshold.ledger.fsck.signed import GivenAway
from threshold.ledger.fsck.walking import AT_ONCE, Walked, walk, walk_waiting
from threshold.ledger.models import Checkpoint, Entry, Head, LogKey, Outbox, Tile
from threshold.tlog.notes import COSIGNATURE, BadKey, PublicKey
from threshold.tlog.tiles import WIDTH
from threshold.tlog.tree import EMPTY, Frontier, node_hash, root

CHECKPOINTS_AT_ONCE = 2_000

Progress = Callable[[int, int], None]
"""Is told how much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever checks brings along: keys of the log and of witnesses, and checkpoints kept elsewhere."""

    keys: Sequence[PublicKey] = ()
    kept: Sequence[GivenAway] = ()


def go_through(
    lookers: Lookers, *, given: Given, more: Iterable[Look] = (), at: datetime, progress: Progress
) -> Report:
    """Return what is found in the log and in all that it vouches for; `more` are looks that yield findings."""
    report = Report()
    head = Head.objects.first()
    size = max(head.size, 0) if head else 0
    stored = signed.promises()
    keys = _keys(given)
    sizes = sorted({each.size for each in (*stored, *_promises(given)) if 0 <= each.size <= size} | {size})
    looks: list[Look] = [
        keeping.acts_without_entry,
        keeping.entries_twice,
        keeping.entries_shared,
        *(partial(keeping.rows_without_entry, table=name) for name in tables()),
        *more,
        *_stretches(size, sizes),
        *_signatures(keys),
    ]
    report.checkpoints = len(stored)
    report.add(keeping.waits_too_long(at=at))
    stretches = _do(report, lookers, looks, progress)
    _wait_for_places(report)
    report.add(_beyond(size))
    roots = _tree(report, stretches, sizes)
    if head and (head.size, bytes(head.root)) != (size, roots[size]):
        report.add([Finding(What.HEAD, f"{head.size:,} entries, with another root than they give")])
    report.add(signed.against(stored, roots, size=size))
    for kept in given.kept:
        if signed.kept_unsigned(kept, keys):
            report.add([Finding(What.KEPT_UNSIGNED, kept.called)])
        report.add(signed.kept_against(kept.promise, roots, size=size, owned=signed.owned_up_to()))
    return report


def _promises(given: Given) -> Iterator[signed.Promise]:
    return (kept.promise for kept in given.kept)


def _keys(given: Given) -> list[PublicKey]:
    """Return the keys that were brought along; where none of the log's is among them, also those that it publishes."""
    if any(not _cosigns(key) for key in given.keys):
        return list(given.keys)
    published = LogKey.objects.order_by("id").values_list("key", flat=True)
    return [*given.keys, *_parsed(published)]


def _cosigns(key: PublicKey) -> bool:
    return key.algorithm == COSIGNATURE


def _parsed(texts: Iterable[str]) -> Iterator[PublicKey]:
    for text in texts:
        try:
            yield PublicKey.parse(text)
        except BadKey:
            # What it was to have signed is found unsigned.
            continue


def _stretches(size: int, sizes: Sequence[int]) -> Iterator[Look]:
    asked = [each for each in sizes if each % WIDTH]
    place = 0
    for first in range(0, size, AT_ONCE):
        end = min(first + AT_ONCE, size)
        here = []
        while place < len(asked) and asked[place] <= end:
            here.append(asked[place])
            place += 1
        yield partial(walk, first=first, end=end, sizes=here)


def _signatures(keys: Sequence[PublicKey]) -> Iterator[Look]:
    ends = Checkpoint.objects.aggregate(first=Min("id"), last=Max("id"))
    if ends["last"] is None:
        return
    for first in range(ends["first"], ends["last"] + 1, CHECKPOINTS_AT_ONCE):
        yield partial(signed.look_at_signatures, first=first, end=first + CHECKPOINTS_AT_ONCE, keys=keys)


def _do(report: Report, lookers: Lookers, looks: Sequence[Look], progress: Progress) -> list[Walked]:
    """Do all the looking, and return the stretches in their order."""
    stretches: dict[int, Walked] = {}
    for done, (place, answer) in enumerate(lookers.run(looks), start=1):
        if isinstance(answer, Walked):
            report.entries += answer.entries
            report.erased += answer.erased
            report.add(answer.findings)
            stretches[place] = answer
        else:
            report.add(answer)
        progress(done, len(looks))
    return [stretches[place] for place in sorted(stretches)]


def _wait_for_places(report: Report) -> None:
    """Look at what waits in the outbox, which is as good as in the log."""
    after = Outbox.objects.aggregate(first=Min("id"))["first"]
    while after is not None:
        waiting = walk_waiting(after=after)
        report.waiting += waiting.entries
        report.erased += waiting.erased
        report.add(waiting.findings)
        after = waiting.last + 1 if waiting.entries else None


def _beyond(size: int) -> Iterator[Finding]:
    away = Entry.objects.filter(Q(index__gte=size) | Q(index__lt=0))
    indexes = away.order_by("index").values_list("index", flat=True)
    yield from (Finding(What.BEYOND_HEAD, f"{index:,}") for index in indexes.iterator())


def _tree(report: Report, stretches: Sequence[Walked], sizes: Sequence[int]) -> dict[int, bytes]:
    """Compare the tiles above the lowest with what the stretches give, and return the roots at these sizes."""
    whole = [top for each in stretches for top in each.roots]
    partial_roots: dict[int, bytes] = {}
    for each in stretches:
        partial_roots |= each.partial
    _higher_tiles(report, whole)
    return _roots(whole, partial_roots, sizes)


def _roots(whole: Sequence[bytes], within: Mapping[int, bytes], sizes: Sequence[int]) -> dict[int, bytes]:
    """Return the root at each size from the roots of whole tiles and, where a size ends in a tile, of its part."""
    frontier, roots = Frontier(), {}
    for size in sizes:
        frontier.extend(whole[frontier.size : size // WIDTH])
        peaks = [*frontier.peaks, *([within[size]] if size in within else [])]
        top = peaks.pop() if peaks else EMPTY
        while peaks:
            top = node_hash(peaks.pop(), top)
        roots[size] = top
    return roots


def _higher_tiles(report: Report, below: Sequence[bytes]) -> None:
    report.add(_too_much(0, len(below)))
    level = 1
    while below or Tile.objects.filter(level__gte=level).exists():
        whole = len(below) // WIDTH
        kept = {tile.number: tile for tile in Tile.objects.filter(level=level, number__lt=whole)}
        tops = []
        for number in range(whole):
            those = below[number * WIDTH : (number + 1) * WIDTH]
            tops.append(root(those))
            found, called = kept.get(number), f"tile {number:,} of level {level}"
            if found is None:
                report.add([Finding(What.TILE_MISSING, called)])
            elif (bytes(found.hashes), bytes(found.root)) != (b"".join(those), tops[-1]):
                report.add([Finding(What.TILE, called)])
        report.add(_too_much(level, whole))
        below, level = tops, level + 1


def _too_much(level: int, whole: int) -> Iterator[Finding]:
    numbers = Tile.objects.filter(level=level, number__gte=whole).order_by("number")
    for number in numbers.values_list("number", flat=True):
        yield Finding(What.TILE_TOO_MUCH, f"tile {number:,} of level {level}")
