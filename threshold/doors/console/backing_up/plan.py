"""What will be restored: every piece of it read and checked before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threshold.doors.console.backing_up.folder import DATABASE, KEYS, LIST_OF_FILES, Base, Folder, part_at
from threshold.doors.console.backing_up.pieces import Damaged, Piece, check, check_opens, named
from threshold.doors.console.backing_up.saying import Step
from threshold.doors.console.backing_up.wal import archived, first_gap, needed_after, segment_named
from threshold.refusals import Refused


class Incomplete(Refused):
    """A part of the copy that is needed is not there, or not whole."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is whole of a copy, and in words what is not. `keys` is there only if somebody can open it."""

    base: Base
    database: Piece
    keys: Piece | None
    log: Mapping[str, Piece]
    files: Sequence[Piece]
    faults: Sequence[str]


def plan(base: Base, folder: Folder, *, opens: Sequence[Any], opens_keys: Sequence[Any]) -> Plan:
    """Check the base copy and all that follows it; raise a Refused if the database cannot be restored from it."""
    database = _part(base, DATABASE)
    check_opens(database, opens)
    keys = _part(base, KEYS) if opens_keys else None
    if keys:
        check_opens(keys, opens_keys)
    with Step(f"Checking the database as of {base.manifest.ended:%d %B %Y, %H:%M:%S %Z}"):
        for piece in filter(None, (database, keys)):
            check(piece)
        _check_list(base)
    log = needed_after(base.manifest, archived(folder))
    files = {piece.name: piece for piece in folder.sealed_files()}
    faults = [*_missing(base, files), *_gap(base, log)]
    with Step("Checking the log") as step:
        bad_log = dict(_damaged({name: each.piece for name, each in log.items()}, step))
    with Step("Checking the sealed files") as step:
        bad_files = dict(_damaged(files, step))
    return Plan(
        base=base,
        database=database,
        keys=keys,
        log={name: each.piece for name, each in log.items() if name not in bad_log},
        files=[piece for name, piece in files.items() if name not in bad_files],
        faults=[*faults, *bad_log.values(), *bad_files.values()],
    )


def _part(base: Base, name: str) -> Piece:
    piece = base.piece(name)
    if piece is None:
        raise Incomplete(f"The copy in {base.path} has no {name}.")
    if not piece.path.exists():
        raise Incomplete(f"{piece.path} is missing.")
    return piece


def _check_list(base: Base) -> None:
    path = base.path / LIST_OF_FILES
    if not path.exists():
        raise Incomplete(f"{path} is missing.")
    if part_at(path) not in base.manifest.parts:
        raise Damaged(f"{path} is damaged: it is not the list that the manifest names.")


def _missing(base: Base, files: dict[str, Piece]) -> Iterator[str]:
    for place in base.files():
        piece = named(Path(place))
        if piece and piece.name not in files:
            yield f"{place} is missing."


def _gap(base: Base, log: Iterable[str]) -> Iterator[str]:
    manifest = base.manifest
    gap = first_gap(manifest, log)
    if gap is not None:
        name = segment_named(gap, timeline=manifest.timeline, segment_bytes=manifest.segment_bytes)
        yield f"The piece {name} of the log is missing: nothing after it can be replayed."


def _damaged(pieces: dict[str, Piece], step: Step) -> Iterator[tuple[str, str]]:
    for number, (name, piece) in enumerate(pieces.items(), 1):
        try:
            check(piece)
        except Damaged as damaged:
            yield name, str(damaged)
        step.number(number, len(pieces))
