"""Hand entries of the ledger, with their proofs, to somebody who has a mandate to see them.

Entries are never published: kind, time and reference together would let anyone follow a child's life. That they were
handed out, for whom, why and by whom, becomes an entry itself and a reading. Works as the owner of the tables.
"""

import argparse
import os
from pathlib import Path
from uuid import UUID

from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class NoFile(Refused):
    """The file cannot be made."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take for whom and why, by whom, which entries, and where to write them."""
    parser.add_argument("--mandate", required=True, metavar="WORDS", help="who is given them, and why")
    parser.add_argument("--by", required=True, metavar="NAME", help="who hands them out")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="INDEX", help="the first entry")
    parser.add_argument("--to", type=int, dest="last", metavar="INDEX", help="the last entry")
    parser.add_argument(
        "--record", type=UUID, metavar="REF", help="only entries about the record with this reference"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a file that is not there yet"
    )


def run(asked: argparse.Namespace) -> int:
    """Record the handing out, then write the file, which only this account may read."""
    set_up(role="owner")
    from django.utils import timezone

    from threshold.confidentiality.actions.hand_out_entries import hand_out_entries
    from threshold.confidentiality.rules import SYSTEM
    from threshold.ledger.bundles import beginning
    from threshold.ledger.handing import proved

    try:
        opened = os.open(asked.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise NoFile(f"{asked.out} cannot be made: {fault.strerror}. Nothing was handed out.") from None
    with os.fdopen(opened, "w", encoding="utf-8", newline="\n") as file:
        try:
            handed = hand_out_entries(
                mandate=asked.mandate,
                handed_by=asked.by,
                first=asked.first,
                last=asked.last,
                about=asked.record,
                by=SYSTEM,
                at=timezone.now(),
            )
        except Refused:
            asked.out.unlink()
            raise
        file.write(beginning(handed.checkpoint.note, entries=len(handed.indexes)))
        for each in proved(handed.indexes, size=handed.checkpoint.size, viewer=SYSTEM):
            file.write(each.written)
    print(f"{len(handed.indexes):,} entries are in {asked.out}. The ledger says that they were handed out.")
    print("To check them anywhere: threshold verify FILE --key KEY")
    return 0
