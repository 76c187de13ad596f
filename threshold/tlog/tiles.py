"""C2SP tlog-tiles: the tree cut into tiles of 256 hashes, which never change once they are full."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from threshold.tlog.tree import HASH_BYTES, HashAt, root

HEIGHT = 8
WIDTH = 1 << HEIGHT
HIGHEST_LEVEL = 63
LARGEST_NUMBER = 2**63 - 1

ADDRESS = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?)/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)

ReadTile = Callable[[int, int], bytes]
"""Answers with the hashes of the tile at a level and number, one after the other, as many as there are."""


class NotATile(ValueError):
    """An address that no tile can have."""


class HashMissing(LookupError):
    """A tile that has to be read is not there, or is shorter than it would have to be."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile by its level, its number within the level, and how many hashes of it are meant."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def address(self) -> str:
        """Return where the tile is served, below the log's own address: `tile/0/x001/234.p/56`."""
        digits = str(self.number)
        groups = re.findall("...", digits.zfill(-(-len(digits) // 3) * 3))
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{number}{partial}"


def tile_at(address: str) -> Tile:
    """Return the tile of an address such as `tile/0/x001/234`, or raise NotATile. There is one way to write each."""
    found = ADDRESS.fullmatch(address)
    if not found:
        raise NotATile("no tile has such an address")
    width = int(found["width"]) if found["width"] else WIDTH
    tile = Tile(int(found["level"]), int(found["number"].replace("x", "").replace("/", "")), width)
    if (
        tile.level > HIGHEST_LEVEL
        or tile.number > LARGEST_NUMBER
        or tile.width > WIDTH
        or tile.address != address
    ):
        raise NotATile("no tile has such an address")
    return tile


def hash_at(read: ReadTile) -> HashAt:
    """Return what answers with the hash of any complete subtree, read from tiles; it raises HashMissing."""

    def answer(level: int, index: int) -> bytes:
        within = level % HEIGHT
        number, offset = divmod(index << within, WIDTH)
        start, end = offset * HASH_BYTES, (offset + (1 << within)) * HASH_BYTES
        hashes = read(level // HEIGHT, number)[start:end]
        if len(hashes) != end - start:
            raise HashMissing(f"{Tile(level // HEIGHT, number).address} is not all there")
        return root([hashes[i : i + HASH_BYTES] for i in range(0, len(hashes), HASH_BYTES)])

    return answer
