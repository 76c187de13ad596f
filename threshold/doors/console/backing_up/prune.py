"""Deleting old copies: what the law has destroyed here may not live on in them."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from threshold.doors.console.backing_up.folder import Base, Folder
from threshold.doors.console.backing_up.wal import archived, number_of
from threshold.refusals import Refused

SEGMENT_NAME = 24


class NothingWouldStay(Refused):
    """Somebody asked to keep no copy at all."""

    says = "Keep at least one copy: --keep 1 or more."


def all_but(folder: Folder, newest: int) -> int:
    """Delete all but the newest base copies and what only older ones need; return how many pieces that were."""
    if newest < 1:
        raise NothingWouldStay
    kept = folder.bases()[-newest:]
    if not kept:
        return 0
    doomed = [*_old_bases(folder, kept), *_old_log(folder, kept), *_old_files(folder, kept)]
    for path in doomed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(doomed)


def _old_bases(folder: Folder, kept: Sequence[Base]) -> Iterator[Path]:
    for path in folder.path.glob("base/*"):
        if path.name < kept[0].path.name:
            yield path


def _old_log(folder: Folder, kept: Sequence[Base]) -> Iterator[Path]:
    manifest = kept[0].manifest
    first = manifest.first_lsn // manifest.segment_bytes
    for each in archived(folder):
        number = number_of(each.name[:SEGMENT_NAME], manifest.segment_bytes)
        if number is not None and number < first:
            yield each.piece.path


def _old_files(folder: Folder, kept: Sequence[Base]) -> Iterator[Path]:
    wanted = {place for base in kept for place in base.files()}
    since = kept[0].manifest.begun.timestamp()
    for piece in folder.sealed_files():
        copied_since = piece.path.stat().st_mtime >= since
        if not copied_since and str(piece.path.relative_to(folder.path)) not in wanted:
            yield piece.path
