"""The folder that copies lie in: base copies of the database, its log since, sealed files. It holds one installation's.

base/20260601T020000Z/   manifest.json, files.txt and the database, sometimes the keys
files/ab/                sealed files, each copied once
wal/                     the database's log, segment by segment
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from threshold.doors.console.backing_up.pieces import NAMED, Piece, pieces_in
from threshold.refusals import Refused

FORMAT = 1
DATABASE, KEYS = "database.tar.gz", "keys.tar.gz"
LIST_OF_FILES = "files.txt"
STAMP = "%Y%m%dT%H%M%SZ"


class NothingThere(Refused):
    """A folder without a whole copy."""


class AnothersFolder(Refused):
    """The folder holds the copies of another installation."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a piece."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one base copy is. It holds no content and is not encrypted, so that a copy can be checked without a key."""

    begun: datetime
    ended: datetime
    system: str
    postgresql: int
    segment_bytes: int
    timeline: int
    first_lsn: int
    last_lsn: int
    database: str
    roles: Mapping[str, str]
    superuser: str
    demo: bool
    ledger_size: int
    ledger_root: str
    files: int
    recipients: tuple[str, ...]
    parts: tuple[Part, ...]
    format: int = FORMAT

    def written(self) -> str:
        """Return the manifest as it is written down."""
        times = {"begun": self.begun.isoformat(), "ended": self.ended.isoformat()}
        return json.dumps({**asdict(self), **times}, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> "Manifest":
        """Return the manifest written here, or raise NothingThere."""
        try:
            found = json.loads(text)
            times = {name: datetime.fromisoformat(found[name]) for name in ("begun", "ended")}
            parts = tuple(Part(**part) for part in found["parts"])
            if found["format"] != FORMAT:
                raise NothingThere(f"This copy is of form {found['format']}; this version reads {FORMAT}.")
            return cls(**{**found, **times, "parts": parts, "recipients": tuple(found["recipients"])})
        except (ValueError, TypeError, KeyError):
            raise NothingThere("The manifest of this copy cannot be read.") from None


@dataclass(frozen=True, slots=True)
class Base:
    """One whole copy of the database."""

    path: Path
    manifest: Manifest

    def piece(self, name: str) -> Piece | None:
        """Return the piece of this name, as the manifest has it."""
        for part in self.manifest.parts:
            found = NAMED.fullmatch(part.name)
            if found and found["name"] == name:
                return Piece(name, self.path / part.name, part.sha256)
        return None

    def files(self) -> list[str]:
        """Return the place of each sealed file that was in the folder when this copy was made."""
        return [line.partition("  ")[2] for line in (self.path / LIST_OF_FILES).read_text().splitlines()]


@dataclass(frozen=True, slots=True)
class Folder:
    """The whole folder."""

    path: Path

    @property
    def files(self) -> Path:
        """Return where the sealed files are."""
        return self.path / "files"

    @property
    def wal(self) -> Path:
        """Return where the database's log is."""
        return self.path / "wal"

    def new_base(self, at: datetime) -> Path:
        """Make the folder of a new base copy; it counts once it has a manifest."""
        base = self.path / "base" / at.astimezone(UTC).strftime(STAMP)
        base.mkdir(mode=0o700, parents=True)
        return base

    def bases(self) -> list[Base]:
        """Return the whole base copies, the oldest first."""
        return [
            Base(path.parent, Manifest.read(path.read_text()))
            for path in sorted(self.path.glob("base/*/manifest.json"))
        ]

    def base_for(self, until: datetime | None, *, named: str | None = None) -> Base:
        """Return the newest base copy that had ended by `until` and has the name, or raise NothingThere."""
        fitting = [
            base
            for base in self.bases()
            if (until is None or base.manifest.ended <= until) and named in {None, base.path.name}
        ]
        if fitting:
            return fitting[-1]
        when = f" that was whole by {until:%d %B %Y, %H:%M:%S %Z}" if until else ""
        raise NothingThere(f"There is no copy{f' {named}' if named else ''}{when} in {self.path}.")

    def sealed_files(self) -> Iterator[Piece]:
        """Give every sealed file that has been copied."""
        for shard in sorted(self.files.glob("??")):
            yield from pieces_in(shard)

    def belongs_to(self, system: str) -> None:
        """Say on first use whose copies lie here, and raise AnothersFolder when they are another database's."""
        mark = self.path / "database"
        if not mark.exists():
            mark.write_text(system + "\n")
        if (found := mark.read_text().strip()) != system:
            raise AnothersFolder(
                f"{self.path} holds the copies of another database ({found}, and this is {system}). "
                "Give each installation a folder of its own."
            )


def listed(files: Iterable[Piece], *, below: Path) -> str:
    """Return one line for each file, as `sha256sum --check` reads it."""
    return "".join(f"{piece.sha256}  {piece.path.relative_to(below)}\n" for piece in files)


def part_at(path: Path) -> Part:
    """Return what the manifest says of a file that is not encrypted."""
    content = path.read_bytes()
    return Part(path.name, len(content), hashlib.sha256(content).hexdigest())
