"""The Merkle tree of RFC 6962: growing it, and making and checking proofs about it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

HASH_BYTES = hashlib.sha256().digest_size
EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""

HashAt = Callable[[int, int], bytes]
"""Answers with the hash of the complete subtree over the 2^level leaves from index * 2^level on."""


class NoSuchProof(ValueError):
    """Sizes between which nothing can be proved, such as any size and zero, or a leaf beyond the end."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    # Pairing level by level and carrying an odd last one up gives RFC 6962's tree exactly.
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        level = _paired(level) + odd
    return level[0]


def _paired(level: Sequence[bytes]) -> list[bytes]:
    sha256 = hashlib.sha256
    each = iter(level)
    # Written out, not by node_hash: a million calls saved.
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(each, each, strict=False)]


class Frontier:
    """All that it takes to go on with a tree: its size, and the roots of the complete subtrees it ends in."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Go on from a size and its peaks, the largest first; refuse peaks that cannot be those with ValueError."""
        if size < 0 or len(peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in peaks):
            raise ValueError("these are not the peaks of a tree of that size")
        self.size = size
        self.peaks = tuple(peaks)

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _folded(self.peaks) if self.peaks else EMPTY

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes. A million in batches of thousands take about a second."""
        waiting, peaks = list(self.peaks), []
        level, size = list(leaves), self.size
        while level or size:
            if size & 1:
                level = [waiting.pop(), *level]
            if len(level) & 1:
                peaks.append(level[-1])
            level, size = _paired(level), size >> 1
        self.size += len(leaves)
        self.peaks = tuple(reversed(peaks))


def inclusion_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path from the leaf at `index` to the root over all these leaf hashes."""

    def hash_at(level: int, place: int) -> bytes:
        return root(leaves[place << level : place + 1 << level])

    return inclusion_proof(index, len(leaves), hash_at)


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Return the audit path from the leaf at `index` to the root at `size`, or raise NoSuchProof."""
    if not 0 <= index < size:
        raise NoSuchProof("there is no such leaf in a tree of that size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_hash_over(middle, end, hash_at))
            end = middle
        else:
            path.append(_hash_over(start, middle, hash_at))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """Return the proof that the tree of `size` begins with that of `old` leaves, or raise NoSuchProof."""
    if not 0 < old <= size:
        raise NoSuchProof("only a larger tree can be shown to begin with a smaller one that is not empty")
    path: list[bytes] = []
    start, end = 0, size
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_hash_over(middle, end, hash_at))
            end = middle
        else:
            path.append(_hash_over(start, middle, hash_at))
            start = middle
    if start:
        path.append(_hash_over(start, end, hash_at))
    return tuple(reversed(path))


def root_from_path(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root the audit path leads to, or nothing when path, index and size do not fit (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, *path):
        return None
    here, last, result = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            result = node_hash(beside, result)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            result = node_hash(result, beside)
        here, last = here >> 1, last >> 1
    return result if last == 0 else None


def is_consistent(old: int, old_root: bytes, size: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the path proves that the second tree begins with the first (RFC 9162, 2.1.4.2).

    From size 0 nothing is proved: every tree begins with the empty one.
    """
    if not 0 < old <= size or not _are_hashes(old_root, new_root, *path):
        return False
    if old == size or not path:
        return old == size and not path and old_root == new_root
    # A first tree that is complete is itself the first hash, which the proof leaves out.
    proof = (old_root, *path) if old & (old - 1) == 0 else tuple(path)
    return _both_roots(old - 1, size - 1, proof) == (old_root, new_root)


def _both_roots(here: int, last: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = proof[0]
    for beside in proof[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            first, second = node_hash(beside, first), node_hash(beside, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, beside)
        here, last = here >> 1, last >> 1
    return (first, second) if last == 0 else None


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)


def _split(width: int) -> int:
    """Return the largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1


def _hash_over(start: int, end: int, hash_at: HashAt) -> bytes:
    return _folded(tuple(_pieces(start, end, hash_at)))


def _pieces(start: int, end: int, hash_at: HashAt) -> Iterator[bytes]:
    """Yield the roots of the complete subtrees that make up a subtree, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield hash_at(level, start >> level)
        start += 1 << level


def _folded(peaks: Sequence[bytes]) -> bytes:
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = node_hash(peak, result)
    return result
