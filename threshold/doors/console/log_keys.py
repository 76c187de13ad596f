"""Keys of logs and witnesses as an operator gives them: written out, or in a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from threshold.refusals import Refused
from threshold.tlog.notes import COSIGNATURE, BadKey, PublicKey

KINDS = {True: "a witness's", False: "a log's"}


class NotSuchAKey(Refused):
    """What was given is no key, or one of the other kind."""


def public_keys(given: Iterable[str], *, algorithm: int) -> list[PublicKey]:
    """Return the public keys given, each written out or a file with one on each line, or raise NotSuchAKey."""
    return [_key(text, each, algorithm) for each in given for text in _lines(each)]


def _key(text: str, given: str, algorithm: int) -> PublicKey:
    kind = KINDS[algorithm == COSIGNATURE]
    try:
        key = PublicKey.parse(text)
    except BadKey as fault:
        raise NotSuchAKey(f"{given} is not {kind} key: {fault}.") from None
    if key.algorithm != algorithm:
        raise NotSuchAKey(f"{given} is a key, but not {kind}.")
    return key


def _lines(given: str) -> Sequence[str]:
    """Return the lines of the file of that name, or what was given if there is no such file."""
    try:
        return Path(given).read_text(encoding="utf-8-sig").split() or [given]
    except (OSError, ValueError):
        return [given]
