"""What a witness remembers: one file, on the disk before anything that depends on it leaves."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from threshold.tlog.disk import write_whole
from threshold.tlog.notes import PublicKey

VERSION = 1


class MemoryLost(Exception):
    """The file is not there, cannot be read, or is that of another key. A witness never begins again by itself."""


class InUse(Exception):
    """Another witness works with this file: two of them could cosign what contradicts."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint that was cosigned for a log: so many entries, this root (in hexadecimal), and the note."""

    size: int
    root: str
    note: str


class Memory:
    """The file of one witness, held for this program alone while it is open."""

    def __init__(self, path: Path, key: PublicKey) -> None:
        """Open the witness's file, or raise MemoryLost or InUse."""
        self._path, self._key = path, str(key)
        self._lock = _beside(path, "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._logs = self._read()
        except BlockingIOError:
            self._lock.close()
            raise InUse(f"Another program works with {path}.") from None
        except MemoryLost:
            self._lock.close()
            raise

    def __enter__(self) -> "Memory":
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        """Let another program have the file."""
        self._lock.close()

    def seen(self, origin: str) -> Seen | None:
        """Return what was cosigned last for the log of this name."""
        return self._logs.get(origin)

    def remember(self, origin: str, seen: Seen) -> None:
        """Write down what is about to be cosigned. When this returns it outlives a failure of power."""
        logs = {**self._logs, origin: seen}
        _write(self._path, self._key, logs)
        self._logs = logs

    def keep_evidence(self, note: str) -> None:
        """Keep a checkpoint that contradicts what was cosigned, each once, in a file beside this one."""
        evidence = _beside(self._path, "evidence")
        if evidence.exists() and note in evidence.read_text(encoding="utf-8"):
            return
        with evidence.open("a", encoding="utf-8") as file:
            file.write(f"{note}\n")
            os.fsync(file.fileno())

    def _read(self) -> Mapping[str, Seen]:
        try:
            known = json.loads(self._path.read_text())
            version, key = known["version"], known["key"]
            logs = {origin: Seen(**seen) for origin, seen in known["logs"].items()}
        except FileNotFoundError:
            raise MemoryLost(f"{self._path} is not there.") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise MemoryLost(f"{self._path} cannot be read.") from None
        if (version, key) != (VERSION, self._key):
            raise MemoryLost(f"{self._path} is the memory of another key.")
        return logs


def begin(path: Path, key: PublicKey) -> None:
    """Make the file of a witness that has seen nothing yet."""
    _write(path, str(key), {})


def _write(path: Path, key: str, logs: Mapping[str, Seen]) -> None:
    text = json.dumps(
        {"version": VERSION, "key": key, "logs": {name: asdict(seen) for name, seen in logs.items()}}
    )
    write_whole(path, text)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")
