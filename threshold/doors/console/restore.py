"""Make an installation from its copies, in an empty place, and say what it no longer has.

Checks every piece before it writes anything, replays the archived log up to its end or up to --until, starts a
database of the installation's own, looks at every file and walks the ledger. The exit code is 0 if everything is as
it should be, 2 if something came back that is not.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from threshold.doors.console.backing_up import checks
from threshold.doors.console.backing_up.base import unpack
from threshold.doors.console.backing_up.files import put_back
from threshold.doors.console.backing_up.folder import Folder
from threshold.doors.console.backing_up.installation import ledger_head, settings_of
from threshold.doors.console.backing_up.pieces import PRIVATE, identities
from threshold.doors.console.backing_up.plan import Incomplete, Plan, plan
from threshold.doors.console.backing_up.recovering import lay_out_log, recover
from threshold.doors.console.backing_up.saying import Step
from threshold.doors.console.cluster import OWNER, Cluster, make_home, private_cluster
from threshold.doors.console.programs import server_programs, version
from threshold.doors.console.ready import set_up
from threshold.refusals import Refused
from threshold.tlog.notes import Checkpoint

FAULTY = 2
SETTINGS = "settings.sh"


class NotEmpty(Refused):
    """Something lies where the installation should go."""


class NoSuchTime(Refused):
    """The word is no time."""

    says = "Give --until as a date and time with its zone, for example 2026-06-01T14:30:00+01:00"


class OtherVersion(Refused):
    """The programs here cannot run the database that was copied."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What somebody outside has kept: a checkpoint and its file, the log's keys, references that were given out."""

    path: Path | None
    checkpoint: Checkpoint | None
    keys: Sequence[str]
    issued: Sequence[str]

    def for_fsck(self, *, size: int) -> Iterator[str]:
        """Yield the words that have the ledger checked against it; a checkpoint for more than there is says nothing."""
        for key in self.keys:
            yield from ("--key", key)
        if self.checkpoint and self.checkpoint.size <= size:
            yield from ("--checkpoint", str(self.path))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what, to where, how far, and what to compare with."""
    parser.add_argument(
        "--from", type=Path, required=True, metavar="FOLDER", dest="folder", help="the copies"
    )
    parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="what opens them")
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="an empty or new folder")
    parser.add_argument(
        "--until", metavar="TIME", help="how far to replay; without it, as far as there is a log"
    )
    parser.add_argument(
        "--base",
        metavar="NAME",
        help="the folder below base/ to begin with; without it, the newest that fits",
    )
    parser.add_argument("--keys-identity", type=Path, metavar="FILE", help="what opens the copy of the keys")
    parser.add_argument(
        "--what-is-whole",
        action="store_true",
        help="restore in spite of damaged or missing files and pieces of log",
    )
    parser.add_argument(
        "--last-checkpoint", type=Path, metavar="FILE", help="the ledger's newest checkpoint kept"
    )
    parser.add_argument(
        "--key", action="append", default=[], help="the ledger's key, or a file with it; for threshold fsck"
    )
    parser.add_argument("--issued", type=Path, metavar="FILE", help="references given out, one on each line")
    parser.add_argument("--stop", action="store_true", help="stop the database afterwards: for an exercise")


def run(asked: argparse.Namespace) -> int:
    """Check, restore, and look at what came back."""
    home = asked.into.resolve()
    _refuse_unless_empty(home)
    until = _moment(asked.until)
    outside = _kept_outside(asked)
    opens = identities(asked.identity)
    opens_keys = identities(asked.keys_identity) if asked.keys_identity else []

    folder = Folder(asked.folder.resolve())
    base = folder.base_for(until, named=asked.base)
    found = plan(base, folder, opens=opens, opens_keys=opens_keys)
    _refuse_other_version(found)
    if found.faults and not asked.what_is_whole:
        lines = (*found.faults, "Nothing was written. To restore what is whole all the same: --what-is-whole")
        raise Incomplete("\n".join(lines))
    cluster = _restored(found, home, until, opens, opens_keys)
    cluster.start()
    try:
        faults = [*found.faults, *_looked_at(cluster, home, outside)]
    finally:
        if asked.stop:
            cluster.stop()
    _say(cluster, home, faults, stopped=asked.stop)
    return FAULTY if faults else 0


def _kept_outside(asked: argparse.Namespace) -> Outside:
    path = asked.last_checkpoint
    issued = asked.issued.read_text().splitlines() if asked.issued else []
    return Outside(path, checks.checkpoint_in(path) if path else None, asked.key, issued)


def _refuse_unless_empty(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise NotEmpty(f"{home} is not empty. Restore into a new folder; nothing was written.")


def _moment(word: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(word) if word else None
    except ValueError:
        raise NoSuchTime from None
    if moment and moment.tzinfo is None:
        raise NoSuchTime
    return moment


def _refuse_other_version(found: Plan) -> None:
    programs, copied = server_programs(), found.base.manifest.postgresql
    if version(programs) != copied:
        raise OtherVersion(
            f"The copy is of a database of PostgreSQL {copied}, and the programs in {programs} are of version "
            f"{version(programs)}. Install version {copied} and name its folder in PGBIN. Nothing was written."
        )


def _restored(
    found: Plan, home: Path, until: datetime | None, opens: Sequence[Any], opens_keys: Sequence[Any]
) -> Cluster:
    """Return the private server with everything replayed, not started."""
    make_home(home)
    cluster = private_cluster(home)
    os.umask(PRIVATE)
    for folder in (cluster.base, cluster.data, home / "files", *([home / "keys"] if found.keys else [])):
        folder.mkdir(mode=0o700)
    if found.keys:
        unpack(found.keys, home / "keys", opens_keys)
    with Step("Unpacking the database") as step:
        unpack(found.database, cluster.data, opens, progress=step.bytes)
    with Step("Putting back the sealed files") as step:
        put_back(found.files, home / "files", opens, progress=step.number)
    with Step(f"Replaying {len(found.log):,} pieces of the log"):
        lay_out_log(found.log, cluster.base, opens)
        recover(cluster, found.base.manifest, until=until)
    if found.base.manifest.demo:
        (home / "loaded").touch()
    return cluster


def _looked_at(cluster: Cluster, home: Path, outside: Outside) -> Iterator[str]:
    """Yield everything that is not as it should be or no longer there."""
    os.environ.update(settings_of(home, cluster))
    set_up(role="owner")
    address = cluster.address(OWNER)
    has_keys = (home / "keys").is_dir()
    with Step(
        "Looking at every file" if has_keys else "Looking for every file, not into it: the keys are not here"
    ):
        yield from checks.faults_of_files(checks.files_in_rows(address), opening=has_keys)
    size, _ = ledger_head(address)
    print(f"The ledger has {size:,} entries.")
    if outside.checkpoint:
        print(f"The checkpoint that was kept is of {outside.checkpoint.size:,}.")
        if fault := checks.shorter_than(outside.checkpoint, size=size):
            yield fault
    for ref in checks.not_restored(address, outside.issued):
        yield f"{ref} was given out and is not in the copy. Whoever has it has to be answered, and asked again."
    with Step("Walking the whole ledger"):
        yield from checks.faults_of_ledger(*outside.for_fsck(size=size))


def _say(cluster: Cluster, home: Path, faults: Sequence[str], *, stopped: bool) -> None:
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in settings_of(home, cluster).items()]
    (home / SETTINGS).write_text("".join(lines))
    for fault in faults:
        print(f"- {fault}", file=sys.stderr)
    print(f"{'It has gaps: see above' if faults else 'Everything in the copy is back'}. It is in {home}.")
    print(f"Its settings are in {home / SETTINGS}. The database {'is stopped' if stopped else 'runs'}.")
    print("It archives nothing yet. Give it a new folder of copies, not the one it came from.")
