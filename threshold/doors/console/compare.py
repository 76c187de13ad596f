"""See whether a ledger still begins with the checkpoint that you kept, by its public addresses alone.

Give the file that you kept, or what stands in the minutes with --size and --root. Exit code 0: it does; 1: it does not;
2: this cannot be told, as when the ledger does not answer.
"""

import argparse
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from threshold.doors.console.log_keys import public_keys
from threshold.refusals import Refused
from threshold.tlog.notes import ED25519, BadNote, BadSignature, Checkpoint, PublicKey, parse_note, verified
from threshold.tlog.tiles import WIDTH, HashMissing, Tile, hash_at
from threshold.tlog.tree import HASH_BYTES, HashAt, consistency_proof, is_consistent

THE_SAME, ANOTHER, UNTOLD = 0, 1, 2
SECONDS_TO_WAIT = 20
LONGEST = 1_000_000


class CannotTell(Refused):
    """Something that was given cannot be read, or the ledger does not answer."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what was kept, where the ledger is, and its key."""
    parser.add_argument("kept", nargs="?", metavar="CHECKPOINT", help="the file with the checkpoint you kept")
    parser.add_argument("--size", type=int, help="instead of a file: how many entries there were")
    parser.add_argument("--root", nargs="+", default=[], help="and their root, in its groups")
    parser.add_argument(
        "--log", required=True, metavar="ADDRESS", help="where the ledger is, ending in /ledger/"
    )
    parser.add_argument(
        "--key", required=True, action="append", metavar="KEY", help="the log's key, or a file with it"
    )


def run(asked: argparse.Namespace) -> int:
    """Print whether it is the same ledger, and return the exit code."""
    try:
        keys = public_keys(asked.key, algorithm=ED25519)
        address = asked.log.rstrip("/") + "/"
        now = _signed(
            _fetched(address + "checkpoint").decode("utf-8", "replace"), keys, "The ledger's checkpoint"
        )
        code, words = _compared(_kept(asked, keys, now), now, address)
    except Refused as fault:
        code, words = UNTOLD, f"This cannot be told. {fault}"
    print(words, file=sys.stderr if code == UNTOLD else sys.stdout)
    return code


def _kept(asked: argparse.Namespace, keys: list[PublicKey], now: Checkpoint) -> Checkpoint:
    if asked.kept:
        try:
            text = Path(asked.kept).read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            raise CannotTell(f"{asked.kept} cannot be read.") from None
        return _signed(text, keys, asked.kept)
    try:
        # Nobody signed what stands in the minutes: those who wrote them vouch for it.
        return Checkpoint(now.origin, asked.size or 0, bytes.fromhex("".join(asked.root)))
    except ValueError:
        raise CannotTell(
            "Give the file that you kept, or --size and --root as they stand in the minutes."
        ) from None


def _signed(text: str, keys: list[PublicKey], whose: str) -> Checkpoint:
    try:
        note = parse_note(text)
        checkpoint = Checkpoint.parse(note.text)
        names = {each.key.name for each in verified(note, keys)}
    except (BadNote, BadSignature) as fault:
        raise CannotTell(f"{whose} is not one that was signed with this key: {fault}.") from None
    if checkpoint.origin not in names:
        raise CannotTell(f"{whose} is not signed with this key.")
    return checkpoint


def _compared(kept: Checkpoint, now: Checkpoint, address: str) -> tuple[int, str]:
    if kept.origin != now.origin:
        return ANOTHER, (
            f"NO. You kept a checkpoint of {kept.origin}; this ledger is now called {now.origin}. Ask the council why "
            f"it began anew: {address} has to say so."
        )
    if now.size < kept.size:
        return ANOTHER, (
            f"NO. The ledger had {kept.size:,} entries and has {now.size:,} now: some were taken out. "
            "Keep both checkpoints, and show them to whoever oversees the council."
        )
    proof = _proof(kept.size, now.size, address)
    if not is_consistent(kept.size, kept.root, now.size, now.root, proof):
        return ANOTHER, (
            f"NO. The first {kept.size:,} entries are not those that were signed then: the past was changed. "
            "Keep both checkpoints, and show them to whoever oversees the council."
        )
    return THE_SAME, (
        f"Yes. The ledger {now.origin} has {now.size:,} entries and still begins with the {kept.size:,} that you kept."
    )


def _proof(old: int, size: int, address: str) -> tuple[bytes, ...]:
    if old < 1:
        raise CannotTell("A checkpoint without entries proves nothing: every ledger begins with none.")
    try:
        return consistency_proof(old, size, _hashes(size, address))
    except HashMissing as fault:
        raise CannotTell(f"The ledger did not answer with all of its hashes: {fault}.") from None


def _hashes(size: int, address: str) -> HashAt:
    tiles: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        if (level, number) not in tiles:
            width = min(WIDTH, (size >> 8 * level) - number * WIDTH)
            tiles[level, number] = _fetched(address + Tile(level, number, width).address)[
                : width * HASH_BYTES
            ]
        return tiles[level, number]

    return hash_at(read)


def _fetched(address: str) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise CannotTell(f"{address} is no address of a web site.")
    try:
        with urlopen(Request(address), timeout=SECONDS_TO_WAIT) as answer:  # noqa: S310 - seen above
            return bytes(answer.read(LONGEST))
    except (OSError, HTTPException, ValueError):
        raise CannotTell(f"{address} does not answer as a ledger does.") from None
