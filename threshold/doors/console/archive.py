"""Copy the database's log and new sealed files as they come, so that at most a minute could be lost.

What it copies is encrypted.

Run it all the time, under the account that makes the copies. The server keeps its log until this has it: when you
stop archiving for good, say so with --end, or its disk fills.
"""

import argparse
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from threshold.doors.console.backing_up.folder import Folder
from threshold.doors.console.backing_up.following import Follower, Receiver, forget, receiving
from threshold.doors.console.backing_up.installation import installation, look_at
from threshold.doors.console.backing_up.pieces import PRIVATE, recipients
from threshold.doors.console.ready import set_up
from threshold.doors.console.rounds import until_told_to_stop
from threshold.refusals import Refused

SECONDS_BETWEEN_ROUNDS = 30
"""With the time that a round takes this stays under the minute that we promise as the recovery point."""

logger = logging.getLogger(__name__)


class NowhereToPutIt(Refused):
    """A copy needs a place and somebody to open it."""

    says = "Give --to, the folder of the copies, and --recipient, who may open them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to, for whom, and how often."""
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="the folder of copies, on another disk")
    parser.add_argument(
        "--recipient", action="append", default=[], metavar="AGE1...", help="who may open it; again for each"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS_BETWEEN_ROUNDS,
        help="seconds between rounds (default %(default)s)",
    )
    parser.add_argument("--home", type=Path, help="the folder of an installation with its own database")
    parser.add_argument(
        "--waiting", type=Path, metavar="FOLDER", help="where the log waits until it is encrypted"
    )
    parser.add_argument("--end", action="store_true", help="archive no more: the server keeps nothing for us")


def run(asked: argparse.Namespace) -> int:
    """Archive until told to stop, or end it for good."""
    found = installation(asked.home)
    os.umask(PRIVATE)
    server = look_at(found)
    # Named by the database: what waited of another one is none of this one's.
    waiting = (asked.waiting or found.own / "archive").resolve() / server.system
    if asked.end:
        forget(found.address, waiting)
        print("The server keeps its log no longer for us.")
        return 0
    if not asked.to or not asked.recipient:
        raise NowhereToPutIt
    set_up()
    folder = Folder(asked.to.resolve())
    for place in (folder.wal, folder.files):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.belongs_to(server.system)
    follower = Follower(found, folder, waiting, recipients(asked.recipient), server.segment_bytes)
    with receiving(found, waiting) as receiver:
        until_told_to_stop(lambda: _round(follower, receiver), seconds=asked.seconds)
        # What came in since the last round.
        follower.go()
    return 0


def _round(follower: Follower, receiver: Receiver) -> None:
    """Archive what has come in, and note it where the health page looks only if all of it came in."""
    from threshold.evidence.copies import note_copied

    at = datetime.now(UTC)
    try:
        receiver.see_to_it()
        follower.check()
        follower.go()
    except (Refused, OSError) as fault:
        # The disk may have room again, the folder may be mounted again: what came in waits.
        logger.critical("%s", fault)
    else:
        note_copied(files=at, log=at)
