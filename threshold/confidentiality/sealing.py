"""Seals small fields under keys that live outside the database. Whatever fails, fails closed."""

import hmac
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from threshold.refusals import Refused

KEY_BYTES = 32
NONCE_BYTES = 12
# The first byte of whatever is sealed says how; the four after it name the version of the key.
UNDER_OUR_KEY, UNDER_A_CODE = b"\x01", b"\x02"
HEADER_BYTES = 5

KEK_NAME = re.compile(r"kek-(\d{4})\.key")
FIRST_KEK = "kek-0001.key"
PEPPER = "pepper.key"


class KeysMissing(Refused):
    """The folder with the keys is not there or not whole."""

    says = "The keys are not in their folder. Restore it whole: new keys would open nothing sealed before."


class KeysUnsafe(Refused):
    """Somebody else on the machine can read the keys."""

    says = "Other accounts of this machine can read the keys. Give the files mode 0600 and the folder 0700."


class CannotOpen(Exception):
    """What was sealed does not open: another key, another place than it was sealed for, or changed since."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The key-encryption keys by version, the newest of which seals, and the pepper for keyed digests."""

    keks: Mapping[int, bytes]
    pepper: bytes

    @property
    def newest(self) -> int:
        """Return the version that seals today."""
        return max(self.keks)


def seal(content: bytes, *, context: str) -> bytes:
    """Seal `content` so that it opens only with our keys and only in the same `context`."""
    keyring = _keyring(settings.KEYS_DIR)
    header = UNDER_OUR_KEY + keyring.newest.to_bytes(4)
    return _encrypt(_derive(keyring.keks[keyring.newest], "seal", context), content, header, context)


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Open what `seal` sealed for this `context`, or raise CannotOpen."""
    return _decrypt(_derive(_kek(key_version(sealed)), "seal", context), sealed, context)


def key_version(sealed: bytes) -> int:
    """Return the version of the key that `sealed` needs."""
    if sealed[:1] != UNDER_OUR_KEY:
        raise CannotOpen("not sealed under our keys")
    return int.from_bytes(sealed[1:HEADER_BYTES])


def seal_under(code: str, content: bytes, *, context: str) -> bytes:
    """Seal `content` so that it opens only with a `code` we do not keep, our pepper and this `context`."""
    key = _derive(blind(code, purpose="seal-under"), "seal-under", context)
    return _encrypt(key, content, UNDER_A_CODE + bytes(4), context)


def unseal_under(code: str, sealed: bytes, *, context: str) -> bytes:
    """Open what `seal_under` sealed with this `code` for this `context`, or raise CannotOpen."""
    if sealed[:1] != UNDER_A_CODE:
        raise CannotOpen("not sealed under a code")
    key = _derive(blind(code, purpose="seal-under"), "seal-under", context)
    return _decrypt(key, sealed, context)


def blind(value: bytes | str, *, purpose: str) -> bytes:
    """Return 32 bytes that stand for `value` in one kind of look-up; only our pepper can make them."""
    key = _derive(_keyring(settings.KEYS_DIR).pepper, "blind", purpose)
    return hmac.digest(key, value.encode() if isinstance(value, str) else value, "sha256")


def make_keys(folder: Path) -> None:
    """Make the first keys in an empty folder; leave a whole one as it is; refuse one that has lost a key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _names(folder):
        for name in (FIRST_KEK, PEPPER):
            _write_new(folder / name, secrets.token_bytes(KEY_BYTES))
    _keyring.cache_clear()
    _keyring(folder)


def check_keys() -> None:
    """Raise KeysMissing or KeysUnsafe if this installation's keys are not there or not safe."""
    _keyring.cache_clear()
    _keyring(settings.KEYS_DIR)


def _encrypt(key: bytes, content: bytes, header: bytes, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header + nonce + AESGCM(key).encrypt(nonce, content, header + context.encode())


def _decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    header, rest = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], header + context.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("another key, another context, or changed since") from None


def _derive(key: bytes, purpose: str, context: str) -> bytes:
    # A key for each context: no key is used often enough for random nonces to meet.
    info = f"threshold/{purpose}/v1\x00{context}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _kek(version: int) -> bytes:
    if version not in _keyring(settings.KEYS_DIR).keks:
        # Another process may have rotated the keys since this one read them.
        _keyring.cache_clear()
    try:
        return _keyring(settings.KEYS_DIR).keks[version]
    except KeyError:
        raise CannotOpen(f"version {version} of the key is not in the folder") from None


@cache
def _keyring(folder: Path) -> Keyring:
    names = _names(folder)
    keks = {int(match[1]): _read(folder / match[0]) for name in names if (match := KEK_NAME.fullmatch(name))}
    if not keks or PEPPER not in names:
        raise KeysMissing
    _check_private(folder)
    return Keyring(keks=keks, pepper=_read(folder / PEPPER))


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.key")}


def _read(path: Path) -> bytes:
    _check_private(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeysMissing
    return key


def _check_private(path: Path) -> None:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysUnsafe


def _write_new(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
