"""Count open clocks again after the holidays changed, and list every one whose date moves.

The worker does the same within the hour. Each move is a fact of its clock, with an entry in the ledger.
"""

import argparse

from threshold.doors.console.ready import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options."""


def run(asked: argparse.Namespace) -> int:
    """Move the dates and print a line for each: the duty, the date before, the date now."""
    set_up()
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.referrals.actions.follow_calendar import follow_calendar

    moves = follow_calendar(by=SYSTEM, at=timezone.now())
    for move in moves:
        print(f"{move.clock}  {move.duty:16} {move.old.on:%d %B %Y} -> {move.new.on:%d %B %Y}")
    print(f"{len(moves)} open clocks moved.")
    return 0
