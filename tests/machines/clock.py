"""A clock that can be set for every process of an installation at once, with Debian's libfaketime."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib")
LIBRARY = next(filter(Path.exists, (Path(folder) / "faketime/libfaketime.so.1" for folder in FOLDERS)), None)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock shows beside the true time, as it stands in a file that every process looks at."""

    file: Path

    @contextmanager
    def in_charge(self) -> Iterator[None]:
        """Give this clock to every process started from here on; without the library, the machine's stays."""
        self.file.write_text("+0")
        self.file.chmod(0o644)
        before = dict(os.environ)
        if LIBRARY:
            os.environ.update(
                LD_PRELOAD=str(LIBRARY),
                FAKETIME_TIMESTAMP_FILE=str(self.file),
                FAKETIME_NO_CACHE="1",
                FAKETIME_DISABLE_SHM="1",
                FAKETIME_DONT_FAKE_MONOTONIC="1",
            )
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def set(self, *, days: int) -> None:
        """Set it so many days before or after the true time, or skip the test where that cannot be done."""
        if LIBRARY is None:
            pytest.skip("setting the clock takes libfaketime: apt-get install libfaketime")
        self.file.write_text(f"{days:+d}d")
