"""Sealed files on disk: each under its own key, in frames, never whole in memory and never in clear."""

import hashlib
import io
import logging
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from threshold.confidentiality.sealing import KEY_BYTES, CannotOpen, seal, unseal

# A file is this mark and then frames, each with its tag. A frame's nonce is its number and whether it is the
# last: frames that were left out, moved, repeated or cut off do not open.
MARK = b"THEV\x01"
FRAME = 64 * 1024
TAG = 16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A whole file, sealed on disk, that waits to be kept; size and digest are those of the clear bytes."""

    storage: UUID
    size: int
    digest: bytes
    wrapped_key: bytes
    head: bytes


class Row(Protocol):
    """What opening a file needs to know of it."""

    @property
    def storage(self) -> UUID:
        """Return the name it is stored under."""

    @property
    def size(self) -> int:
        """Return how many clear bytes arrived."""

    @property
    def wrapped_key(self) -> bytes | memoryview:
        """Return its own key, sealed under ours."""


class SealedWriter:
    """Seals bytes as they come. `close` ends the file; `abandon` leaves nothing of it."""

    def __init__(self, *, head_bytes: int) -> None:
        """Open a new sealed file that waits among the incoming ones, and remember its first bytes."""
        self.storage = uuid4()
        self.size = 0
        self.head = b""
        self._head_bytes = head_bytes
        self._key = secrets.token_bytes(KEY_BYTES)
        self._wrapped_key = seal(self._key, context=_context(self.storage))
        self._cipher = AESGCM(self._key)
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self._number = 0
        self._file = _new_file(incoming(self.storage))
        self._file.write(MARK)

    def write(self, chunk: bytes) -> None:
        """Seal some more bytes."""
        self.size += len(chunk)
        self.head += chunk[: self._head_bytes - len(self.head)]
        self._digest.update(chunk)
        self._waiting += chunk
        # One frame is always held back: only the end tells which is the last.
        while len(self._waiting) > FRAME:
            self._write_frame(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]

    def close(self) -> Sealed:
        """End the file, have the disk hold it, and return what was sealed."""
        self._write_frame(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Sealed(self.storage, self.size, self._digest.digest(), self._wrapped_key, self.head)

    def abandon(self) -> None:
        """Leave nothing on disk."""
        # Closing writes what is buffered, which a full disk refuses once more.
        with suppress(OSError):
            self._file.close()
        discard(self.storage)

    def _write_frame(self, clear: bytes, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, clear, _associated(self.storage)))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads a sealed file's clear bytes from anywhere in it; one cut or changed raises CannotOpen."""

    def __init__(self, path: Path, *, storage: UUID, key: bytes) -> None:
        """Open the file and make sure that its end is there before any byte of it is given out."""
        super().__init__()
        self._file = path.open("rb")
        self._storage = storage
        self._cipher = AESGCM(key)
        body = path.stat().st_size - len(MARK)
        self._frames = max(1, -(-body // (FRAME + TAG)))
        self.size = body - self._frames * TAG
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")
        try:
            if self._file.read(len(MARK)) != MARK:
                raise CannotOpen("not a sealed file")
            self._frame(self._frames - 1)
        except CannotOpen:
            self._file.close()
            raise

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the clear bytes."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning of the file")
        self._position = start + offset
        return self._position

    def tell(self) -> int:
        """Return the place in the clear bytes."""
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to a frame's end and return how many bytes that were; 0 at the end of the file."""
        number, start = divmod(self._position, FRAME)
        if self._position >= self.size:
            return 0
        part = self._frame(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Close the file and let go of its clear bytes."""
        self._held = (-1, b"")
        self._file.close()
        super().close()

    def _frame(self, number: int) -> bytes:
        if self._held[0] != number:
            self._held = (number, self._open_frame(number))
        return self._held[1]

    def _open_frame(self, number: int) -> bytes:
        self._file.seek(len(MARK) + number * (FRAME + TAG))
        nonce = _nonce(number, last=number == self._frames - 1)
        try:
            return self._cipher.decrypt(nonce, self._file.read(FRAME + TAG), _associated(self._storage))
        except (InvalidTag, ValueError):
            raise CannotOpen("another key, another file, cut off or changed") from None


def seal_stream(chunks: Iterable[bytes], *, head_bytes: int) -> Sealed:
    """Seal everything in `chunks`, or leave nothing of it behind."""
    writer = SealedWriter(head_bytes=head_bytes)
    try:
        for chunk in chunks:
            writer.write(chunk)
        return writer.close()
    except BaseException:
        writer.abandon()
        raise


def open_sealed(row: Row) -> BinaryIO:
    """Open a kept file; only what records the reading first may call this."""
    return _open(kept(row.storage), row)


def open_incoming(sealed: Sealed) -> BinaryIO:
    """Open a file that is not kept yet, to look at its parts."""
    return _open(incoming(sealed.storage), sealed)


def put_away(sealed: Sealed) -> None:
    """Move an incoming file to where files are kept, so that it is there after a power cut too."""
    target = kept(sealed.storage)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    incoming(sealed.storage).rename(target)
    _have_disk_hold(target.parent)


def discard(storage: UUID) -> None:
    """Delete the file, wherever it is; without its row and key it was noise already, which a sweep takes later."""
    for path in (incoming(storage), kept(storage)):
        try:
            path.unlink(missing_ok=True)
        except OSError as trouble:
            log.warning("a sealed file could not be deleted: %s", type(trouble).__name__)


def incoming(storage: UUID) -> Path:
    """Return where a file waits until it is kept."""
    return Path(settings.FILES_DIR) / "incoming" / f"{storage}.part"


def kept(storage: UUID) -> Path:
    """Return where a file is kept."""
    return Path(settings.FILES_DIR) / storage.hex[:2] / f"{storage}.sealed"


def _open(path: Path, row: Row) -> BinaryIO:
    key = unseal(bytes(row.wrapped_key), context=_context(row.storage))
    reader = SealedReader(path, storage=row.storage, key=key)
    if reader.size != row.size:
        reader.close()
        raise CannotOpen("not as long as what arrived")
    return io.BufferedReader(reader, FRAME)


def _new_file(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _have_disk_hold(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _context(storage: UUID) -> str:
    return f"evidence:{storage}:key"


def _associated(storage: UUID) -> bytes:
    return MARK + storage.bytes


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + (b"\x01" if last else b"\x00")
