"""The operator's door: the `threshold` program, one file for each of its commands."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from threshold.refusals import Refused

# With what each is for, so that listing them loads none of them and each starts as fast as it can.
COMMANDS = {
    "serve": "Run the web server.",
    "work": "Run the worker, which does everything that is done later.",
    "demo": "Start everything with a fictional borough.",
    "migrate": "Bring the database to its newest form.",
    "sequence": "Give what the outbox holds its place in the ledger, and seal what was read.",
    "sign": "Sign the ledger's head as a checkpoint whenever it has moved, and ask the witnesses to cosign it.",
    "epoch": "Begin a new epoch of the ledger after an older backup was restored.",
    "keys": "Make the first keys of a new installation, or a key that signs the ledger.",
    "fsck": "Go through the whole ledger and all it vouches for, and say what does not fit.",
    "entries": "Hand entries of the ledger, with their proofs, to somebody who has a mandate to see them.",
    "backup": "Copy the installation while it works, encrypted to those who may open the copy.",
    "archive": "Copy the database's log and new sealed files as they come, so that at most a minute could be lost.",
    "restore": "Make an installation from its copies, in an empty place, and say what it no longer has.",
    "health": "Say how each part of the service is: good, have a look, or act now. No case is read.",
    "doctor": "Say what is missing or unsafe, and how to mend it.",
    "configure": "Put a configuration file in force.",
    "admit": "Give somebody a starting password.",
    "recount": "Count open clocks again after the holidays changed, and list every one whose date moves.",
    "verify": "Check a receipt or a bundle of entries, without the network and without the product's database.",
    "compare": "See whether a ledger still begins with the checkpoint that you kept, by its public addresses alone.",
    "witness": "Be a witness to somebody's ledger: see that it only grows, and cosign what was seen.",
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the operator asked for and return the program's exit code."""
    given = sys.argv[1:] if words is None else words
    return _done(parser(given).parse_args(given))


def _done(asked: argparse.Namespace) -> int:
    try:
        return int(asked.run(asked))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


def parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return what reads the words: all commands by name, and the options of the one that they ask for."""
    program = argparse.ArgumentParser(
        prog="threshold", description="Runs Threshold, an open front door for children's social care."
    )
    commands = program.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if name in words[:1]:
            load(name, command)
    return program


def alone(name: str) -> int:
    """Do one command as a program of its own, named `threshold-verify` and the like, and return its exit code."""
    program = argparse.ArgumentParser(prog=f"threshold-{name}")
    load(name, program)
    return _done(program.parse_args())


def load(name: str, command: argparse.ArgumentParser) -> None:
    """Give the parser the options of the command, and what does it."""
    module = import_module(f"{__name__}.{name}")
    command.description = module.__doc__
    module.add_arguments(command)
    command.set_defaults(run=module.run)
