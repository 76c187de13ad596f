"""A small disk of its own, which can be filled, and made to fail as a kernel lets it when it cannot write any more."""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

TRIES = 100


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system in a file, mounted at a folder."""

    image: Path
    at: Path

    def make(self, *, megabytes: int, owner: tuple[int, int]) -> None:
        """Make it and mount it; where this account may not, the folder stays on the machine's own disk."""
        self.at.mkdir(parents=True, exist_ok=True)
        with self.image.open("wb") as image:
            image.truncate(megabytes * 1024 * 1024)
        with suppress(OSError):
            _run("mkfs.ext4", "-q", "-m", "0", str(self.image))
            self.mount()
            (self.at / "lost+found").rmdir()
        os.chown(self.at, *owner)
        self.at.chmod(0o700)

    def mount(self) -> None:
        """Mount it."""
        _run("mount", "-o", "loop", str(self.image), str(self.at))

    def fill(self) -> None:
        """Leave not one block free."""
        self._must_be_its_own()
        with self._ballast.open("wb", buffering=0) as ballast:
            for block in (bytes(1024 * 1024), bytes(4096)):
                with suppress(OSError):
                    while ballast.write(block):
                        pass

    def free(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)

    def fail(self) -> None:
        """Let it accept nothing more, in the middle of whatever is being written."""
        self._must_be_its_own()
        _run("mount", "-o", "remount,abort", str(self.at))

    def mend(self) -> None:
        """Take it down, check it, mount it again and make room; nobody may be using it."""
        self.unmount()
        _run("e2fsck", "-p", str(self.image))
        self.mount()
        # What was deleted shortly before the disk failed is there again.
        self.free()

    def unmount(self) -> None:
        """Take it down, once the last process that was killed has let go of it."""
        for _ in range(TRIES):
            if not self.at.is_mount():
                return
            with suppress(OSError):
                _run("umount", str(self.at))
            time.sleep(0.1)
        raise TimeoutError(f"somebody still uses {self.at}")

    def _must_be_its_own(self) -> None:
        if not self.at.is_mount():
            pytest.skip("a disk that fails takes mkfs.ext4 and leave to mount")

    @property
    def _ballast(self) -> Path:
        return self.at / "ballast"


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    # e2fsck says 1 when it mended something.
    if done.returncode not in ((0, 1) if command[0] == "e2fsck" else (0,)):
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
