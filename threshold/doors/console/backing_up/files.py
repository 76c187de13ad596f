"""Sealed files: copied once each, for they never change, and put back."""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from threshold.doors.console.backing_up.folder import Folder
from threshold.doors.console.backing_up.pieces import Piece, open_into, put

LOCK = "lock"

Progress = Callable[[int, int], object]


def copy_new(
    files: Path, folder: Folder, recipients: Sequence[Any], *, progress: Progress = lambda *_: None
) -> int:
    """Copy every kept file that is not in the folder yet, and return how many that were."""
    # Backing up and archiving go on at the same time, and copy a file once between them.
    with (folder.files / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        there = {piece.name for piece in folder.sealed_files()}
        missing = [path for path in kept_files(files) if path.name not in there]
        for number, path in enumerate(missing, 1):
            _copy(path, folder, recipients)
            progress(number, len(missing))
    return len(missing)


def kept_files(files: Path) -> Iterator[Path]:
    """Give the files that rows may name; those still coming in are in a folder with a longer name."""
    yield from files.glob("??/*.sealed")


def _copy(path: Path, folder: Folder, recipients: Sequence[Any]) -> None:
    shard = folder.files / path.parent.name
    shard.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("rb") as sealed:
            put(sealed, shard, path.name, recipients)
    except FileNotFoundError:
        # A draft ran out since the folder was listed, and its files with it.
        return


def put_back(pieces: Sequence[Piece], files: Path, identities: Sequence[Any], *, progress: Progress) -> None:
    """Decrypt the copied files to where the installation keeps them."""
    for number, piece in enumerate(pieces, 1):
        path = files / UUID(piece.name.removesuffix(".sealed")).hex[:2] / piece.name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            open_into(piece, file.write, identities)
        progress(number, len(pieces))
