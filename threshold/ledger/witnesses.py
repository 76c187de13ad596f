"""Asking the witnesses to cosign what was signed last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from threshold.ledger import queries
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.proving import hashes_at
from threshold.ledger.rules import Actor
from threshold.refusals import Refused
from threshold.tlog.notes import COSIGNATURE, BadKey, PublicKey
from threshold.tlog.tree import consistency_proof
from threshold.witness.asking import NotCosigned, obtain


class BadWitnesses(Refused):
    """The file that names the witnesses cannot be used."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who cosigns: the key they gave us, and the address below which their program answers."""

    key: PublicKey
    url: str


def read_witnesses(path: Path) -> tuple[Witness, ...]:
    """Return the witnesses in a file with a key and an address on each line; BadWitnesses says which line is wrong."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        raise BadWitnesses(f"The witnesses' file cannot be read: {path}") from None
    return tuple(
        _witness(number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )


def ask_all(witnesses: Sequence[Witness], *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Ask each witness that has not cosigned the newest checkpoint; return, in words, who did not do so and why."""
    newest = queries.newest_checkpoint(viewer=by)
    if newest is None:
        return ()
    done = {name for name, _ in newest.witnesses}
    return tuple(
        why for each in witnesses if each.key.name not in done and (why := _ask(each, newest, by, at))
    )


def _ask(witness: Witness, newest: queries.Signed, by: Actor, at: datetime) -> str:
    def prove(old: int) -> Sequence[bytes]:
        return consistency_proof(old, newest.size, hashes_at(newest.size, viewer=by))

    try:
        made = obtain(witness.url, newest.note, prove=prove, witness=witness.key)
    except NotCosigned as why:
        return f"{witness.key.name} has not cosigned: {why}"
    cosign(checkpoint=newest.number, witness=witness.key.name, line=made.line, by=by, at=at)
    return ""


def _witness(number: int, line: str) -> Witness:
    key, _, url = line.strip().partition(" ")
    try:
        public = PublicKey.parse(key)
    except BadKey as fault:
        raise BadWitnesses(
            f"Line {number} of the witnesses' file does not begin with a key: {fault}."
        ) from None
    if public.algorithm != COSIGNATURE:
        raise BadWitnesses(f"Line {number} of the witnesses' file: {public.name} is not a witness's key.")
    if not url.strip().startswith(("https://", "http://")):
        raise BadWitnesses(f"Line {number} of the witnesses' file: after the key comes an address.")
    return Witness(public, url.strip())
