"""The operator's door: the `threshold` program, one file for each of its commands."""

import argparse
import sys
from collections.abc import Sequence

from threshold.doors.console import admit, configure, demo, doctor, keys, migrate, recount, serve, work
from threshold.refusals import Refused

COMMANDS = {
    "serve": serve,
    "work": work,
    "demo": demo,
    "migrate": migrate,
    "keys": keys,
    "doctor": doctor,
    "configure": configure,
    "admit": admit,
    "recount": recount,
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the operator asked for and return the program's exit code."""
    asked = parser().parse_args(words)
    try:
        return int(COMMANDS[asked.command].run(asked))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Return the program's commands and their options, with help on each."""
    program = argparse.ArgumentParser(
        prog="threshold", description="Runs Threshold, an open front door for children's social care."
    )
    commands = program.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        summary = (command.__doc__ or "").split("\n")[0]
        command.add_arguments(commands.add_parser(name, help=summary, description=command.__doc__))
    return program
