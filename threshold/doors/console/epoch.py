"""Begin a new epoch of the ledger after an older backup was restored.

The witnesses will refuse the restored log, rightly: it is shorter than what they have seen. This records, in the log
itself, from which checkpoint on it has lost what it had. Whoever holds the key then makes one of the new name, and
the witnesses are told of it.
"""

import argparse
from pathlib import Path

from threshold.doors.console.ready import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the new name, the last checkpoint of the old life, and the reason."""
    parser.add_argument("name", help="the log's new name, such as council.example/ledger/2")
    parser.add_argument(
        "--after", type=Path, required=True, metavar="FILE", help="the last checkpoint that anybody kept"
    )
    parser.add_argument("--why", required=True, help="what happened, for everyone to read: no names")


def run(asked: argparse.Namespace) -> int:
    """Record the new epoch and say what to do next."""
    set_up(role="owner")
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.ledger.actions.begin_epoch import begin_epoch

    lost = begin_epoch(
        origin=asked.name, before=asked.after.read_text(), reason=asked.why, by=SYSTEM, at=timezone.now()
    )
    print(f"The ledger lost {lost:,} entries, and says so itself from now on.")
    print("Whoever holds the key: threshold keys --ledger", asked.name)
    print("Then give the new key to the witnesses, with the old log's last checkpoint and the reason.")
    return 0
