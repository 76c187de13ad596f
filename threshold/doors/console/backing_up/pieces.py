"""A piece of a copy: encrypted with age to those who may open it, its name ending in the SHA-256 of its bytes.

Any age program opens one: `age --decrypt --identity FILE piece`, and `gunzip` after that if the name says gz.
"""

import errno
import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyrage

from threshold.refusals import Refused

PRIVATE = 0o077
"""What is taken from the rights of everything that is made here."""

CHUNK = 256 * 1024
GZIP = 31
FASTEST = 1
NAMED = re.compile(r"(?P<name>.+)\.(?P<sha256>[0-9a-f]{64})\.age")
IDENTITY = "AGE-SECRET-KEY-"
# What pyrage says of a whole piece that none of the identities opens.
ANOTHERS = "No matching keys found"

Sink = Callable[[bytes], object]


class NotARecipient(Refused):
    """A word that names nobody a copy could be encrypted to."""


class NotAnIdentity(Refused):
    """A file that holds no identity, so that nothing can be opened with it."""


class WrongIdentity(Refused):
    """The copy was encrypted to other people."""

    says = (
        "This identity does not open the copy: it was encrypted to other recipients. Give --identity the "
        "file that belongs to one of them. Nothing was written."
    )


class Damaged(Refused):
    """A piece is not what was put there."""


class NotWritten(Refused):
    """The place where the copy should lie did not take it."""


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece in its place: what it holds, and the digest that its bytes had when it was put there."""

    name: str
    path: Path
    sha256: str


class Incoming:
    """A piece while it is written. It gets its name with `keep`; without that, nothing of it stays."""

    def __init__(self, folder: Path, name: str, recipients: Sequence[Any]) -> None:
        """Begin a piece in `folder`."""
        self.bytes = 0
        self._name = name
        self._recipients = recipients
        self._digest = hashlib.sha256()
        self._path = folder / f".{name}.{os.getpid()}.part"
        self._file = self._path.open("wb")

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take away what was not kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def take(self, source: Readable) -> None:
        """Encrypt everything that `source` gives. Only what is encrypted is written anywhere."""
        try:
            pyrage.encrypt_io(source, self, self._recipients)
        except (pyrage.EncryptError, OSError) as error:
            raise NotWritten(f"{self._path.parent} did not take the copy: {error}") from None

    def write(self, part: bytes) -> int:
        """Write encrypted bytes."""
        self._digest.update(part)
        self.bytes += len(part)
        return self._file.write(part)

    def flush(self) -> None:
        """Have nothing wait in memory."""
        self._file.flush()

    def keep(self) -> Piece:
        """Have the disk hold the piece under its name, and return it."""
        self.flush()
        os.fsync(self._file.fileno())
        digest = self._digest.hexdigest()
        path = self._path.with_name(f"{self._name}.{digest}.age")
        self._path.rename(path)
        have_disk_hold(path.parent)
        return Piece(self._name, path, digest)


class Zipped:
    """Gives the bytes of `source` in gzip's form: most of a log that is archived each minute is zeros."""

    def __init__(self, source: Readable, *, count: Callable[[int], object] = lambda _: None) -> None:
        """Read from `source`, and tell `count` how many bytes each time."""
        self._source = source
        self._count = count
        self._zip = zlib.compressobj(FASTEST, wbits=GZIP)
        self._waiting = b""
        self._over = False

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes."""
        while not self._waiting and not self._over:
            part = self._source.read(CHUNK)
            self._count(len(part))
            self._over = not part
            self._waiting = self._zip.compress(part) if part else self._zip.flush()
        given, self._waiting = self._waiting[:size], self._waiting[size:]
        return given


def put(source: Readable, folder: Path, name: str, recipients: Sequence[Any]) -> Piece:
    """Encrypt all of `source` into a new piece of `folder`."""
    with Incoming(folder, name, recipients) as incoming:
        incoming.take(source)
        return incoming.keep()


def pieces_in(folder: Path, pattern: str = "[!.]*") -> list[Piece]:
    """Return the pieces that lie in `folder`, by name: all, or those that fit a pattern."""
    return [piece for path in sorted(folder.glob(f"{pattern}.age")) if (piece := named(path))]


def named(path: Path) -> Piece | None:
    """Return the piece that the file is by its name."""
    found = NAMED.fullmatch(path.name)
    return Piece(found["name"], path, found["sha256"]) if found else None


def check(piece: Piece) -> None:
    """Raise Damaged unless the piece's bytes are those that were put there."""
    with piece.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != piece.sha256:
        raise Damaged(f"{piece.path} is damaged: its bytes are not those that were put there.")


def open_into(piece: Piece, sink: Sink, identities: Sequence[Any]) -> None:
    """Pour the decrypted bytes into `sink`; raise WrongIdentity, or Damaged if they are cut or changed."""
    with piece.path.open("rb") as file:
        try:
            pyrage.decrypt_io(file, _Poured(sink), identities)
        except pyrage.DecryptError as error:
            if str(error) == ANOTHERS:
                raise WrongIdentity from None
            raise Damaged(f"{piece.path} is damaged: it is not what age writes.") from None
        except OSError as error:
            # What the disk refuses has a number; what age refuses has none.
            if error.errno:
                raise
            raise Damaged(f"{piece.path} is damaged: it does not open to its end.") from None


def check_opens(piece: Piece, identities: Sequence[Any]) -> None:
    """Raise WrongIdentity unless one of the identities opens the piece."""
    try:
        open_into(piece, _enough, identities)
    except OSError as error:
        if error.errno != errno.ECANCELED:
            raise


def _enough(_part: bytes) -> None:
    raise OSError(errno.ECANCELED, "nothing more is needed")


def recipients(words: Iterable[str]) -> list[Any]:
    """Return whom to encrypt to, each once, or raise NotARecipient."""
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in dict.fromkeys(words)]
    except pyrage.RecipientError:
        raise NotARecipient(
            "A recipient is a word that begins with age1. Make one with: threshold backup --new-identity FILE"
        ) from None


def identities(path: Path) -> list[Any]:
    """Return the identities in an age identity file, or raise NotAnIdentity."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(IDENTITY)]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise NotAnIdentity(f"{path} holds no identity: a line in it has to begin with {IDENTITY}")
    return found


def new_identity(path: Path) -> str:
    """Write a new identity to a new file that only we may read, and return its recipient."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    return recipient


def have_disk_hold(folder: Path) -> None:
    """Have the disk hold which files are in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class _Poured:
    """Gives pyrage something to write to."""

    sink: Sink

    def write(self, part: bytes) -> int:
        self.sink(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits here."""
