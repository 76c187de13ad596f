"""Sign the ledger's head as a checkpoint whenever it has moved, and ask the witnesses to cosign it.

Run it under an account of its own, the only one that may read the key (THRESHOLD_LEDGER_KEY), with a database role
that sees no record (THRESHOLD_SIGNER_DATABASE_URL). It remembers what it signed last, beside the key, and signs
nothing that does not follow from it.
"""

import argparse
import logging
from pathlib import Path

from threshold.doors.console.ready import set_up
from threshold.doors.console.rounds import until_told_to_stop
from threshold.refusals import Refused

SECONDS_BETWEEN_CHECKPOINTS = 60

logger = logging.getLogger(__name__)


class NoKeyNamed(Refused):
    """Nobody said where the key is."""

    says = "Set THRESHOLD_LEDGER_KEY to the file of the key that signs. Make one with: threshold keys --ledger NAME"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long to rest, and whether to stop after one checkpoint."""
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS_BETWEEN_CHECKPOINTS,
        help="seconds between checkpoints (default %(default)s)",
    )
    parser.add_argument("--once", action="store_true", help="sign one checkpoint and stop")


def run(asked: argparse.Namespace) -> int:
    """Sign until told to stop, or once."""
    set_up(role="signer")
    signer = Signer()
    if asked.once:
        signer.go()
    else:
        until_told_to_stop(signer.go_on, seconds=asked.seconds)
    return 0


class Signer:
    """Who signs: the key's file, the file beside it with what was signed last, and the witnesses.

    A witness that does not answer is asked again the next time.
    """

    def __init__(self) -> None:
        """Read the key and the witnesses, refusing at once what would fail later."""
        from django.conf import settings

        from threshold.ledger.signing import read_keys, state_beside
        from threshold.ledger.witnesses import read_witnesses

        if not settings.LEDGER_KEY:
            raise NoKeyNamed
        self.path = Path(settings.LEDGER_KEY)
        self.state = state_beside(self.path)
        read_keys(self.path)
        self.witnesses = read_witnesses(Path(settings.WITNESSES)) if settings.WITNESSES else ()

    def go_on(self) -> None:
        """Sign, and say in the log what forbids it, for the log may be mended while this runs."""
        try:
            self.go()
        except Refused as refusal:
            logger.critical("%s", refusal)

    def go(self) -> None:
        """Sign the head if it has moved, with the keys that are in the file by now; then ask the witnesses."""
        from django.utils import timezone

        from threshold.confidentiality.rules import SYSTEM
        from threshold.ledger.signing import read_keys, sign_head
        from threshold.ledger.witnesses import ask_all

        sign_head(keys=read_keys(self.path), state=self.state, by=SYSTEM, at=timezone.now())
        for why in ask_all(self.witnesses, by=SYSTEM, at=timezone.now()):
            logger.warning("%s", why)
