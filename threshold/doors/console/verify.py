"""Check a receipt or a bundle of entries, without the network and without the product's database.

Give the log's key with --key: from a printed notice, the council's minutes, or a witness. The key that a server
hands out itself proves nothing about that server. Exit code 0: proved; 1: a part of it does not hold; 2: it has
no proof yet, or something is missing to tell.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from threshold.doors.console.log_keys import NotSuchAKey, public_keys
from threshold.ledger.receipts import (
    Answer,
    Finding,
    NotAReceipt,
    Receipt,
    findings,
    is_from_a_demonstration,
    shown,
)
from threshold.refusals import Refused
from threshold.tlog.notes import COSIGNATURE, ED25519, PublicKey

PROVED, BROKEN, UNTOLD = 0, 1, 2
LONGEST = 2**29
"""Bytes; a receipt has a few thousand, and refuses to be read beyond that."""
BUNDLE = "Threshold entries"
MARKS = {Answer.HOLDS: "yes", Answer.FAILS: "NO", Answer.UNTOLD: "?"}
RESULTS = {
    PROVED: "Proved. The receipt holds.",
    BROKEN: "It does not hold. See the line that says NO; show this file to the council, or to whoever oversees it.",
    UNTOLD: "This cannot be told yet. See the line with the question mark.",
}
ENTRIES_HOLD = "Proved. The entries hold."
UNWITNESSED = (
    "No witness was asked for. Whoever holds the log's key could keep a second log for you alone: "
    "--witness KEY, with a key that you have from the witness, rules that out."
)
DEMONSTRATION = "This receipt comes from a demonstration. No real report belongs to it."


class CannotRead(Refused):
    """The file is not there, or is somebody else's."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the receipt, the keys it is checked against, and how to answer."""
    parser.add_argument(
        "receipt", metavar="FILE", help="the receipt, or the entries; - to read it from standard input"
    )
    parser.add_argument(
        "--key", metavar="KEY", action="append", default=[], help="the log's key, or a file with it"
    )
    parser.add_argument(
        "--witness",
        metavar="KEY",
        action="append",
        default=[],
        help="the key, or a file with it, of a witness that must have seen the log like this; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="answer for programs")


def run(asked: argparse.Namespace) -> int:
    """Print what holds and what does not; return the exit code."""
    try:
        keys = public_keys(asked.key, algorithm=ED25519)
        witnesses = public_keys(asked.witness, algorithm=COSIGNATURE)
        text = _text(asked.receipt)
    except (CannotRead, NotSuchAKey) as fault:
        found, receipt, notes = [Finding("arguments", Answer.UNTOLD, str(fault))], None, []
    else:
        found, receipt = _checked(text, keys, witnesses)
        notes = _notes(receipt, asked=bool(witnesses))
    code = _code(found)
    result = RESULTS[code] if receipt or code != PROVED else ENTRIES_HOLD
    print(_for_programs(code, found, receipt, notes) if asked.json else _for_people(result, found, notes))
    return code


def _checked(
    text: str, keys: Sequence[PublicKey], witnesses: Sequence[PublicKey]
) -> tuple[list[Finding], Receipt | None]:
    if text.removeprefix("\ufeff").startswith(BUNDLE):
        return _bundle(text, keys, witnesses), None
    try:
        receipt = Receipt.parse(text)
    except NotAReceipt as fault:
        return [Finding("file", Answer.FAILS, str(fault))], None
    return list(findings(receipt, keys=keys, witnesses=witnesses)), receipt


def _bundle(text: str, keys: Sequence[PublicKey], witnesses: Sequence[PublicKey]) -> list[Finding]:
    # Loaded only for a bundle: a receipt is checked in the time that this takes.
    from threshold.ledger import bundles

    try:
        bundle = bundles.Bundle.parse(text)
    except bundles.NotABundle as fault:
        return [Finding("file", Answer.FAILS, str(fault))]
    return list(bundles.findings(bundle, keys=keys, witnesses=witnesses))


def _text(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.buffer.read(LONGEST).decode()
        with Path(name).open("rb") as file:
            return file.read(LONGEST).decode()
    except UnicodeDecodeError:
        return ""
    except OSError as fault:
        raise CannotRead(f"{name} cannot be read: {fault.strerror}.") from None


def _notes(receipt: Receipt | None, *, asked: bool) -> list[str]:
    notes = [DEMONSTRATION] if receipt and is_from_a_demonstration(receipt) else []
    return notes if asked or not receipt or not receipt.proof else [*notes, UNWITNESSED]


def _code(found: Sequence[Finding]) -> int:
    answers = {each.answer for each in found}
    if Answer.FAILS in answers:
        return BROKEN
    return UNTOLD if Answer.UNTOLD in answers else PROVED


def _for_people(result: str, found: Sequence[Finding], notes: Sequence[str]) -> str:
    lines = [f"{MARKS[each.answer]:>4}  {each.says}" for each in found]
    return _printable("\n".join([*lines, "", *notes, result]))


def _for_programs(code: int, found: Sequence[Finding], receipt: Receipt | None, notes: Sequence[str]) -> str:
    said = None if code == BROKEN else receipt
    answer: dict[str, object] = {
        "result": {PROVED: "proved", BROKEN: "broken", UNTOLD: "cannot-tell"}[code],
        "reference": shown(said.reference.value) if said else None,
        "received": said.received.value if said else None,
        "findings": [{"part": each.part, "answer": each.answer, "says": each.says} for each in found],
        "notes": list(notes),
    }
    return json.dumps(answer)


def _printable(text: str) -> str:
    """Return the text without what could move a terminal's cursor: names in a receipt may hold anything."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)
