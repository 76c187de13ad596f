"""Signing the log's head, in the hands of whoever keeps the key: they sign only what follows from what they signed."""

import json
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from threshold.ledger import queries
from threshold.ledger.actions.publish import publish
from threshold.ledger.proving import hashes_at
from threshold.ledger.rules import Actor
from threshold.refusals import Refused
from threshold.tlog.disk import write_whole
from threshold.tlog.notes import BadKey, Checkpoint, PrivateKey, sign
from threshold.tlog.tree import consistency_proof, is_consistent


class NoKey(Refused):
    """There is no key to sign with, or others may read it."""


class NotTheSameLog(Refused):
    """The log does not begin with what was signed before: it was cut, changed, or restored from a backup."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was signed last under one name: so many entries, with this root."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head that has just been signed and published: its number, by which witnesses cosign it."""

    number: int
    size: int
    note: str


def read_keys(path: Path) -> tuple[PrivateKey, ...]:
    """Return the keys that sign now, the newest last: those in the file with the name that its last line has.

    Raises NoKey where there is none, or where another account may read the file.
    """
    try:
        lines = path.read_text().split()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        raise NoKey(f"No key can be read in {path}. Make one with: threshold keys --ledger NAME") from None
    if mode & 0o077:
        raise NoKey(f"Other accounts of this machine can read {path}. Run: chmod 600 {path}")
    try:
        keys = tuple(PrivateKey.parse(line) for line in lines)
    except BadKey as fault:
        raise NoKey(f"{path} holds something that is no key: {fault}.") from None
    if not keys:
        raise NoKey(f"{path} is empty. Make a key with: threshold keys --ledger NAME")
    return tuple(key for key in keys if key.name == keys[-1].name)


def state_beside(path: Path) -> Path:
    """Return the file in which the signer remembers what it signed last."""
    return path.with_name(f"{path.name}.signed")


def sign_head(*, keys: Sequence[PrivateKey], state: Path, by: Actor, at: datetime) -> SignedHead | None:
    """Sign the head, publish it and return it, or None when it has not moved; NotTheSameLog when it does not follow.

    What is signed is remembered, on disk, before anybody can see it.
    """
    head, origin = queries.head(viewer=by), keys[-1].name
    before = _seen(state, origin)
    if head is None:
        if before is None:
            return None
        raise NotTheSameLog(_gone(before, size=0))
    if before is not None:
        _check(before, head, by)
    newest = queries.newest_checkpoint(viewer=by)
    if newest and (newest.origin, newest.size, newest.root) == (origin, head.size, head.root):
        return None
    _remember(state, origin, Seen(head.size, head.root))
    note = str(sign(Checkpoint(origin, head.size, head.root).text, *keys))
    number = publish(
        origin=origin,
        size=head.size,
        root=head.root,
        note=note,
        keys=[str(key.public) for key in keys],
        by=by,
        at=at,
    )
    return SignedHead(number, head.size, note)


def _check(before: Seen, head: queries.HeadFace, by: Actor) -> None:
    if head.size < before.size:
        raise NotTheSameLog(_gone(before, size=head.size))
    if head.size == before.size:
        same = head.root == before.root
    else:
        proof = consistency_proof(before.size, head.size, hashes_at(head.size, viewer=by))
        same = is_consistent(before.size, before.root, head.size, head.root, proof)
    if not same:
        raise NotTheSameLog(
            f"The first {before.size:,} entries of the log are not those that were signed. Nothing is signed. "
            "Somebody has changed the database: keep it as it is, and run threshold fsck."
        )


def _gone(before: Seen, *, size: int) -> str:
    return (
        f"The log had {before.size:,} entries when it was last signed and has {size:,} now. Nothing is signed. "
        "After a backup was restored, begin a new epoch: see the how-to on backups."
    )


def _seen(state: Path, origin: str) -> Seen | None:
    if not state.exists():
        return None
    known = json.loads(state.read_text()).get(origin)
    return Seen(known["size"], bytes.fromhex(known["root"])) if known else None


def _remember(state: Path, origin: str, seen: Seen) -> None:
    known = json.loads(state.read_text()) if state.exists() else {}
    known[origin] = {"size": seen.size, "root": seen.root.hex()}
    write_whole(state, json.dumps(known))
