"""Chooses the same for the same seed, today and in ten years: the borough is made up, but always the same way."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

WORD_BYTES = 4
WORDS_IN_ALL = 1 << (8 * WORD_BYTES)


class Chooser:
    """A stream of choices drawn from the SHA-256 of its seed and a counter."""

    def __init__(self, *seed: str | int) -> None:
        """Begin the stream that belongs to this seed."""
        self._seed = "/".join(str(part) for part in seed).encode()
        self._drawn = 0
        self._left = b""

    def number(self, below: int) -> int:
        """Return a whole number from 0 to below `below`."""
        if not self._left:
            self._left = hashlib.sha256(self._seed + self._drawn.to_bytes(8)).digest()
            self._drawn += 1
        word, self._left = self._left[:WORD_BYTES], self._left[WORD_BYTES:]
        return int.from_bytes(word) * below // WORDS_IN_ALL

    def between(self, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both included."""
        return least + self.number(most - least + 1)

    def chance(self, percent: float) -> bool:
        """Return true about `percent` times in a hundred."""
        return self.number(10_000) < percent * 100

    def pick(self, among: Sequence[T]) -> T:
        """Return one of them, each as likely as the others."""
        return among[self.number(len(among))]

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """Return `count` different ones, in the order in which they were drawn."""
        left = list(among)
        return [left.pop(self.number(len(left))) for _ in range(min(count, len(left)))]

    def weighed(self, among: Mapping[T, int]) -> T:
        """Return one of the keys, each as likely as its weight."""
        left = self.number(sum(among.values()))
        for each, weight in among.items():
            left -= weight
            if left < 0:
                return each
        raise AssertionError("the weights add up to what was drawn below")
