"""What a stranger does who fetches a log's tiles: knows which there are, and works the root out from them."""

from threshold.tlog.tiles import WIDTH, Tile
from threshold.tlog.tree import node_hash


def tiles_of(size):
    """Every tile of a tree of that size, the partial ones last in their level."""
    level, hashes = 0, size
    while hashes:
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, number) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        level, hashes = level + 1, full


def root_at(size, hash_at):
    """The root over the first `size` leaves, from the complete subtrees that they end in."""
    result, end = None, size
    for level in range(size.bit_length()):
        if size >> level & 1:
            peak = hash_at(level, (end >> level) - 1)
            result, end = peak if result is None else node_hash(peak, result), end - (1 << level)
    return result
