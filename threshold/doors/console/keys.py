"""Make the first keys of a new installation, or a key that signs the ledger.

Without --ledger: the keys that seal names and files. Keep a copy of the folder (THRESHOLD_KEYS_DIR) away from
every copy of the database: without the keys nothing sealed can be opened again. Keys that are there are left as
they are.

With --ledger NAME: a key for the ledger's checkpoints, in the file THRESHOLD_LEDGER_KEY. NAME stays the same for
the ledger's whole life, such as council.example/ledger. Give --rotate to add a newer key beside the older: both sign
until the older line is taken out.
"""

import argparse
import os
from pathlib import Path

from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class KeyIsThere(Refused):
    """A key of that name is in the file already."""

    says = "A key with that name is there and is left as it is. To add a newer one beside it, give --rotate as well."


class NoFileNamed(Refused):
    """Nobody said where the key is to be kept."""

    says = "Set THRESHOLD_LEDGER_KEY to a file that only the account that signs may read."


class NotAName(Refused):
    """A name that no log can have."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the ledger's name, and whether to add a newer key."""
    parser.add_argument("--ledger", metavar="NAME", help="make a key that signs the ledger called NAME")
    parser.add_argument("--rotate", action="store_true", help="add a newer key of that name")


def run(asked: argparse.Namespace) -> int:
    """Make the keys if there are none, or the ledger's."""
    if asked.ledger:
        return _for_the_ledger(asked.ledger, rotate=asked.rotate)
    set_up()
    from django.conf import settings

    from threshold.confidentiality.sealing import make_keys

    make_keys(settings.KEYS_DIR)
    print(f"The keys are in {settings.KEYS_DIR}. Keep a copy of that folder apart from the database.")
    return 0


def _for_the_ledger(name: str, *, rotate: bool) -> int:
    named = os.environ.get("THRESHOLD_LEDGER_KEY", "")
    if not named:
        raise NoFileNamed
    public = make_ledger_key(Path(named), name, rotate=rotate)
    print(f"The key that signs is in {named}. Who may hold it is in the how-to on the ledger.")
    print("Give this to everyone who will check, by another way than the web site:")
    print(public)
    return 0


def make_ledger_key(path: Path, name: str, *, rotate: bool = False) -> str:
    """Add a new key of that name to the file, which only its owner may read, and return its public half."""
    from threshold.tlog.disk import write_whole
    from threshold.tlog.notes import BadKey, PrivateKey

    try:
        key = PrivateKey.new(name)
    except BadKey as fault:
        raise NotAName(f"That is no name for a ledger: {fault}.") from None
    before = path.read_text().split() if path.exists() else []
    if not rotate and any(PrivateKey.parse(line).name == name for line in before):
        raise KeyIsThere
    write_whole(path, "".join(f"{line}\n" for line in [*before, key.secret()]), mode=0o600)
    return str(key.public)
