"""How a log's tree grows by a batch: which tiles are completed, and what the root is then."""

from collections.abc import Sequence
from dataclasses import dataclass

from .tiles import WIDTH
from .tree import root

Edges = Sequence[Sequence[bytes]]
"""For each level of tiles, from the leaves upwards, the hashes of its last tile, which is not complete."""


@dataclass(frozen=True, slots=True)
class CompleteTile:
    """A tile that will never change: its place, its 256 hashes, and the root over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Grown:
    """A log after a batch: its size and root, and the tiles that the batch completed."""

    size: int
    root: bytes
    tiles: tuple[CompleteTile, ...]


def edge_places(size: int) -> list[range]:
    """Return, for each level of tiles, the places of the hashes that stand in its incomplete tile."""
    places = []
    while size:
        places.append(range(size - size % WIDTH, size))
        size //= WIDTH
    return places


def grow(edges: Edges, *, size: int, leaves: Sequence[bytes]) -> Grown:
    """Return the log of `size` leaves with these edges after these leaves are added."""
    tiles: list[CompleteTile] = []
    new, level, before, after = list(leaves), 0, size, []
    while new or before:
        waiting = [*(edges[level] if level < len(edges) else ()), *new]
        first = before // WIDTH
        whole = len(waiting) // WIDTH
        made = [
            _tile(level, first + place, waiting[place * WIDTH : (place + 1) * WIDTH])
            for place in range(whole)
        ]
        tiles += made
        after.append(waiting[whole * WIDTH :])
        new, level, before = [tile.root for tile in made], level + 1, first
    return Grown(size + len(leaves), root_over(after), tuple(tiles))


def root_over(edges: Edges) -> bytes:
    """Return the root of the log whose incomplete tiles these are: each one's own root hangs below the next."""
    below: list[bytes] = []
    for edge in edges:
        nodes = [*edge, *below]
        below = [root(nodes)] if nodes else []
    return below[0] if below else root([])


def _tile(level: int, number: int, hashes: Sequence[bytes]) -> CompleteTile:
    return CompleteTile(level, number, b"".join(hashes), root(hashes))
