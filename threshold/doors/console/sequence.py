"""Give what the outbox holds its place in the ledger, and seal what was read.

Works as the owner of the tables, apart from the web server. Once a minute the readings since then get their
digest. A second one, started by mistake, waits for the first and changes nothing.
"""

import argparse
import time

from threshold.doors.console.ready import set_up
from threshold.doors.console.rounds import until_told_to_stop

SECONDS_BETWEEN_BATCHES = 0.5
SECONDS_BETWEEN_SEALS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stop when nothing is left."""
    parser.add_argument("--once", action="store_true", help="stop when nothing waits any more")


def run(asked: argparse.Namespace) -> int:
    """Integrate until told to stop, or once."""
    set_up(role="owner")
    rounds = Rounds()
    if asked.once:
        rounds.go()
    else:
        until_told_to_stop(rounds.go, seconds=SECONDS_BETWEEN_BATCHES)
    return 0


class Rounds:
    """What the sequencer does in one round, and when it sealed readings last."""

    def __init__(self) -> None:
        """Begin with sealing."""
        self.sealed = 0.0

    def go(self) -> None:
        """Seal readings if a minute has passed, then integrate all that waits."""
        from django.utils import timezone

        from threshold.confidentiality.actions.seal_reads import seal_reads
        from threshold.confidentiality.rules import SYSTEM
        from threshold.ledger.actions.integrate import integrate

        if not self.sealed or time.monotonic() - self.sealed > SECONDS_BETWEEN_SEALS:
            while seal_reads(by=SYSTEM, at=timezone.now()):
                pass
            self.sealed = time.monotonic()
        while integrate(at=timezone.now()):
            pass
