"""Copy the installation while it works, encrypted to those who may open the copy.

It takes the database and the sealed files with it.

Nothing is written unencrypted, and what is here cannot open it. Files that are in the folder already are not copied
again. The keys that seal names and files are not in the copy: keep them apart, or give --keys-recipient somebody else.
"""

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from threshold.doors.console.backing_up import prune
from threshold.doors.console.backing_up.base import copy_database, copy_keys
from threshold.doors.console.backing_up.files import copy_new, kept_files
from threshold.doors.console.backing_up.folder import LIST_OF_FILES, Folder, Manifest, listed, part_at
from threshold.doors.console.backing_up.installation import (
    Installation,
    awake,
    installation,
    ledger_head,
    look_at,
    recovery_point,
)
from threshold.doors.console.backing_up.pieces import PRIVATE, have_disk_hold, new_identity, recipients
from threshold.doors.console.backing_up.saying import Step
from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class NobodyCouldOpenIt(Refused):
    """A copy needs a place and somebody to open it."""

    says = "Give --to, the folder of the copies, and --recipient, who may open them."


class OneHandForBoth(Refused):
    """Somebody could open the copy and the keys with it."""

    says = "Whoever opens the keys may not be one who opens the rest: give --keys-recipient somebody else."


class IdentityThere(Refused):
    """A file that may hold the only key to every copy is not written over."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to, for whom, and what."""
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="the folder of copies, on another disk")
    parser.add_argument(
        "--recipient", action="append", default=[], metavar="AGE1...", help="who may open it; again for each"
    )
    parser.add_argument(
        "--keys-recipient", action="append", default=[], metavar="AGE1...",
        help="copy the keys folder too, for somebody who may open nothing else",
    )  # fmt: skip
    parser.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help="afterwards delete all but the newest N copies, and what only they need",
    )
    parser.add_argument("--home", type=Path, help="the folder of an installation with its own database")
    parser.add_argument(
        "--new-identity",
        type=Path,
        metavar="FILE",
        help="make an identity, print its recipient, and do nothing else",
    )


def run(asked: argparse.Namespace) -> int:
    """Copy, and say what is here afterwards."""
    if asked.new_identity:
        return _make_identity(asked.new_identity)
    if not asked.to or not asked.recipient:
        raise NobodyCouldOpenIt
    readers, keepers = recipients(asked.recipient), recipients(asked.keys_recipient)
    if {str(each) for each in readers} & {str(each) for each in keepers}:
        raise OneHandForBoth
    begun = datetime.now(UTC)
    found = installation(asked.home)
    os.umask(PRIVATE)
    set_up()
    from threshold.evidence.copies import note_copied

    folder = Folder(asked.to.resolve())
    folder.files.mkdir(mode=0o700, parents=True, exist_ok=True)
    with awake(found.cluster):
        manifest = copy(found, folder, readers, keepers, begun=begun)
        recovery = recovery_point(found.address)
    note_copied(files=begun, database=begun)
    if asked.keep:
        print(f"Deleted {prune.all_but(folder, asked.keep):,} pieces that no copy needs any more.")
    print(
        f"Whole by {manifest.ended:%d %B %Y, %H:%M:%S %Z}; the ledger had {manifest.ledger_size:,} entries."
    )
    print(recovery)
    if not keepers:
        print(f"The keys are not in it. Without {found.keys}, or its copy, no name and no file opens.")
    return 0


def copy(
    found: Installation, folder: Folder, readers: Sequence[Any], keepers: Sequence[Any], *, begun: datetime
) -> Manifest:
    """Make a whole base copy. The files come last: each that a row of the database names is there by then."""
    server = look_at(found)
    folder.belongs_to(server.system)
    size, root = ledger_head(found.address)
    base = folder.new_base(begun)
    with Step("Copying the database") as step:
        copied = copy_database(found.address, found.programs, base, readers, progress=step.bytes)
    parts = [copied.part]
    if keepers:
        parts.append(copy_keys(found.keys, base, keepers))
    _copy_files(found, folder, readers)
    # What has been destroyed here since it was copied is not part of this copy.
    here = {path.name for path in kept_files(found.files)}
    files = [piece for piece in folder.sealed_files() if piece.name in here]
    (base / LIST_OF_FILES).write_text(listed(files, below=folder.path))
    manifest = Manifest(
        begun=begun,
        ended=datetime.now(UTC),
        system=server.system,
        postgresql=server.version,
        segment_bytes=server.segment_bytes,
        timeline=copied.timeline,
        first_lsn=copied.first_lsn,
        last_lsn=copied.last_lsn,
        database=server.database,
        roles=dict(found.roles),
        superuser=server.superuser,
        demo=found.demo,
        ledger_size=size,
        ledger_root=root,
        files=len(files),
        recipients=tuple(str(each) for each in readers),
        parts=(*parts, part_at(base / LIST_OF_FILES)),
    )
    (base / ".manifest").write_text(manifest.written())
    (base / ".manifest").rename(base / "manifest.json")
    have_disk_hold(base)
    return manifest


def _copy_files(found: Installation, folder: Folder, readers: Sequence[Any]) -> None:
    with Step("Copying new sealed files") as step:
        copy_new(found.files, folder, readers, progress=step.number)


def _make_identity(path: Path) -> int:
    try:
        recipient = new_identity(path)
    except FileExistsError:
        raise IdentityThere(f"{path} is there already, and may hold the only key to every copy.") from None
    print(recipient)
    return 0
