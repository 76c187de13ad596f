"""The database's log: put among the copies as it is written, and which pieces of it follow a base copy.

A piece is one segment under its own name. The segment that is still being written is copied again and again under its
name and `partial`; the newest of these counts until the whole segment is there.
"""

import hashlib
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threshold.doors.console.backing_up.folder import Folder, Manifest
from threshold.doors.console.backing_up.pieces import Piece, Zipped, pieces_in, put
from threshold.refusals import Refused

HISTORY, PARTIAL = ".history", ".partial"
NAME = re.compile(r"(?P<name>[0-9A-F]{8}[0-9A-F.a-z]*)-(?P<mark>[0-9a-f]{16})\.gz")
SEGMENT = re.compile(r"(?P<timeline>[0-9A-F]{8})(?P<high>[0-9A-F]{8})(?P<low>[0-9A-F]{8})")
LOG_FILE_BYTES = 1 << 32


class TwoLogs(Refused):
    """Another database writes its log under the same names."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A piece of the log under the name that the database asks for it by.

    `mark` tells a whole segment from another of its name, and orders the partial ones by their time.
    """

    name: str
    mark: str
    piece: Piece


def archive(path: Path, folder: Folder, recipients: Sequence[Any]) -> None:
    """Put a whole file of the log into the folder, unless it is there; raise TwoLogs if another of its name is."""
    with path.open("rb") as segment:
        mark = hashlib.file_digest(segment, "sha256").hexdigest()[:16]
        # It is there already if we were stopped before we could take away the original.
        there = archived(folder, named=path.name)
        if any(each.mark != mark for each in there):
            raise TwoLogs(
                f"Another {path.name} lies in {folder.wal} already. A copy of this database is running "
                "somewhere and archives into the same folder: give one of them a folder of its own."
            )
        if not there:
            segment.seek(0)
            put(Zipped(segment), folder.wal, f"{path.name}-{mark}.gz", recipients)
    _forget(archived(folder, named=f"{path.name}{PARTIAL}"))


def archive_partial(path: Path, name: str, folder: Folder, recipients: Sequence[Any]) -> None:
    """Put what there is of the segment `name` into the folder, in place of what there was of it before."""
    before = archived(folder, named=f"{name}{PARTIAL}")
    with path.open("rb") as part:
        put(Zipped(part), folder.wal, f"{name}{PARTIAL}-{time.time_ns():016x}.gz", recipients)
    _forget(before)


def archived(folder: Folder, *, named: str = "*") -> list[Archived]:
    """Return everything of the log that lies in the folder, or what lies there of one name; the older first."""
    found = ((NAME.fullmatch(piece.name), piece) for piece in pieces_in(folder.wal, f"{named}-*"))
    return [Archived(match["name"], match["mark"], piece) for match, piece in found if match]


def needed_after(manifest: Manifest, log: Iterable[Archived]) -> dict[str, Archived]:
    """Return what has to be replayed after a base copy, by the names the database asks for, and all histories."""
    first = manifest.first_lsn // manifest.segment_bytes
    by_name = {each.name: each for each in log}
    partial = {name.removesuffix(PARTIAL): each for name, each in by_name.items() if name.endswith(PARTIAL)}
    return {
        name: each
        for name, each in {**partial, **by_name}.items()
        if name.endswith(HISTORY)
        or ((number := number_of(name, manifest.segment_bytes)) is not None and number >= first)
    }


def first_gap(manifest: Manifest, names: Iterable[str]) -> int | None:
    """Return the number of the first segment that is missing between the base copy and the newest one."""
    numbers = {number_of(name, manifest.segment_bytes) for name in names}
    # The base copy brings its own log, up to where it ended.
    expected = (manifest.last_lsn - 1) // manifest.segment_bytes + 1
    for number in sorted(number for number in numbers if number is not None and number >= expected):
        if number != expected:
            return expected
        expected += 1
    return None


def number_of(name: str, segment_bytes: int) -> int | None:
    """Return the place of a segment in the log, counted over all timelines; None for what is no segment."""
    found = SEGMENT.fullmatch(name)
    if not found:
        return None
    return int(found["high"], 16) * (LOG_FILE_BYTES // segment_bytes) + int(found["low"], 16)


def segment_named(number: int, *, timeline: int, segment_bytes: int) -> str:
    """Return the name of the segment at this place."""
    high, low = divmod(number, LOG_FILE_BYTES // segment_bytes)
    return f"{timeline:08X}{high:08X}{low:08X}"


def lsn(text: str) -> int:
    """Return a place in the log, written as PostgreSQL does (`0/2000028`), as a number."""
    high, _, low = text.partition("/")
    return int(high, 16) << 32 | int(low, 16)


def _forget(pieces: Iterable[Archived]) -> None:
    for each in pieces:
        each.piece.path.unlink()
