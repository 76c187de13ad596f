"""How far a copy has come, on one line of a terminal, or a line at its end where nobody watches."""

import sys
import time
from types import TracebackType
from typing import Self

EVERY_SECONDS = 0.2
MEGABYTE = 1_000_000


class Step:
    """One step of the work, its count shown while it grows and its time at the end."""

    def __init__(self, words: str) -> None:
        """Name the step."""
        self._words = words
        self._bytes = 0
        self._shown_at = 0.0
        self._detail = ""

    def __enter__(self) -> Self:
        """Begin."""
        self._began = time.monotonic()
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and say how long it took."""
        end = "did not come to its end" if error else f"{time.monotonic() - self._began:.1f} s"
        start = "\r\033[K" if sys.stdout.isatty() else ""
        print(f"{start}{self._words} ... {self._detail}{end}", flush=True)

    def bytes(self, more: int) -> None:
        """Count bytes."""
        self._bytes += more
        self._say(f"{self._bytes / MEGABYTE:,.0f} MB, ")

    def number(self, done: int, of: int) -> None:
        """Count things."""
        self._say(f"{done:,} of {of:,}, ")

    def _say(self, detail: str) -> None:
        self._detail = detail
        if time.monotonic() - self._shown_at > EVERY_SECONDS:
            self._show()

    def _show(self) -> None:
        if sys.stdout.isatty():
            self._shown_at = time.monotonic()
            print(f"\r\033[K{self._words} ... {self._detail}", end="", flush=True)
