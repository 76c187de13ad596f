"""A base copy: the whole database as pg_basebackup streams it, encrypted before it is written anywhere."""

import io
import os
import re
import secrets
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import psycopg

from threshold.doors.console.backing_up.folder import DATABASE, KEYS, Part
from threshold.doors.console.backing_up.installation import for_programs
from threshold.doors.console.backing_up.pieces import Damaged, Incoming, Piece, Zipped, open_into
from threshold.doors.console.backing_up.wal import lsn
from threshold.refusals import Refused

BEGINS = re.compile(r"write-ahead log start point: ([0-9A-F]+/[0-9A-F]+) on timeline (\d+)")
ENDS = re.compile(r"write-ahead log end point: ([0-9A-F]+/[0-9A-F]+)")

Progress = Callable[[int], object]


class CopyFailed(Refused):
    """pg_basebackup did not come to its end."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The piece with the database, and which part of the log it brings along."""

    part: Part
    timeline: int
    first_lsn: int
    last_lsn: int


def copy_database(
    address: str, programs: Path, folder: Path, recipients: Sequence[Any], *, progress: Progress
) -> Copied:
    """Copy the database while it works, with the log that makes the copy whole; raise CopyFailed."""
    words, environment = for_programs(address)
    with (
        tempfile.TemporaryFile("w+") as said,
        _log_is_kept(address),
        Incoming(folder, DATABASE, recipients) as incoming,
    ):
        with subprocess.Popen(
            [
                programs / "pg_basebackup", "--dbname", words, "--pgdata=-", "--format=tar",
                "--wal-method=fetch", "--checkpoint=fast", "--no-password", "--verbose",
            ],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, cwd="/",
        ) as copying:  # fmt: skip
            incoming.take(Zipped(cast(IO[bytes], copying.stdout), count=progress))
        said.seek(0)
        told = said.read()
        begins, ends = BEGINS.search(told), ENDS.search(told)
        if copying.returncode or not begins or not ends:
            raise CopyFailed(f"pg_basebackup failed:\n{told.strip()}")
        return Copied(part_of(incoming), int(begins[2]), lsn(begins[1]), lsn(ends[1]))


def copy_keys(keys: Path, folder: Path, recipients: Sequence[Any]) -> Part:
    """Copy the keys that seal names and files. The key that signs the ledger is not among them."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for path in sorted([*keys.glob("kek-*.key"), *keys.glob("pepper.key")]):
            tar.add(path, arcname=path.name)
    held.seek(0)
    with Incoming(folder, KEYS, recipients) as incoming:
        incoming.take(Zipped(held))
        return part_of(incoming)


def part_of(incoming: Incoming) -> Part:
    """Keep what has been written, and return what the manifest says of it."""
    piece = incoming.keep()
    return Part(piece.path.name, incoming.bytes, piece.sha256)


@contextmanager
def _log_is_kept(address: str) -> Iterator[None]:
    """Have the server keep its log from now on until the end, however much is written meanwhile."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_create_physical_replication_slot(%s, true, true)",
            [f"threshold_{secrets.token_hex(8)}"],
        )
        # The slot is a temporary one: it goes with this connection.
        yield


def unpack(
    piece: Piece, into: Path, identities: Sequence[Any], *, progress: Progress = lambda _: None
) -> None:
    """Unpack the files of a piece into an empty folder; nothing of them may lie elsewhere."""
    reading, writing = os.pipe()
    pouring = _Pouring(piece, identities, writing)
    pouring.start()
    try:
        with os.fdopen(reading, "rb", buffering=0) as stream:
            _unpack(_Counted(stream, progress), into)
            while stream.read(1 << 20):
                continue
    except (tarfile.TarError, EOFError, OSError) as error:
        pouring.join()
        raise pouring.failed or Damaged(f"{piece.path} cannot be unpacked: {error}") from error
    pouring.join()
    if pouring.failed:
        raise pouring.failed


def _unpack(stream: "_Counted", into: Path) -> None:
    with tarfile.open(fileobj=stream, mode="r|gz") as tar:
        for member in tar:
            path = into / member.name
            # There are no links among them, so a name is all that could lead elsewhere.
            if Path(member.name).is_absolute() or ".." in Path(member.name).parts:
                raise tarfile.TarError(f"{member.name} would lie elsewhere")
            if member.isdir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif content := tar.extractfile(member):
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with path.open("xb") as file:
                    while part := content.read(1 << 20):
                        file.write(part)
            else:
                raise tarfile.TarError(f"{member.name} is neither a file nor a folder")


class _Pouring(threading.Thread):
    """Decrypts a piece into a pipe, and keeps what went wrong."""

    def __init__(self, piece: Piece, identities: Sequence[Any], into: int) -> None:
        super().__init__(daemon=True)
        self.failed: Exception | None = None
        self._piece = piece
        self._identities = identities
        self._into = into

    def run(self) -> None:
        """Pour until the end, and close the pipe whatever happens."""
        try:
            with os.fdopen(self._into, "wb") as pipe:
                open_into(self._piece, pipe.write, self._identities)
        except BrokenPipeError:
            # Whoever reads gave up, and says why.
            return
        except (Refused, OSError) as error:
            self.failed = error


class _Counted(io.RawIOBase):
    """Tells how much has been read."""

    def __init__(self, stream: Any, progress: Progress) -> None:
        self._stream = stream
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        """Return some bytes."""
        part: bytes = self._stream.read(size)
        self._progress(len(part))
        return part
