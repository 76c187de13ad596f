"""C2SP signed notes: keys as text, checkpoints, signatures by the log, and cosignatures by its witnesses."""

import binascii
import hashlib
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from threshold.tlog.tree import HASH_BYTES

ED25519 = 0x01
COSIGNATURE = 0x04
"""Timestamped, by a witness: cosignature/v1."""

LARGEST_NUMBER = 2**63 - 1
LONGEST_NOTE = 256 * 1024
MOST_SIGNATURES = 100
LONGEST_KEY = 1024
ID_BYTES, KEY_BYTES, TIME_BYTES, SIGNATURE_BYTES = 4, 32, 8, 64
DASH = "\N{EM DASH} "
PRIVATE = "PRIVATE+KEY+"

# The curve's prime, and the heights (y) of the eight points whose order divides 8.
PRIME = 2**255 - 19
HEIGHT_OF_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
LOW_ORDER = frozenset({0, 1, PRIME - 1, HEIGHT_OF_ORDER_8, PRIME - HEIGHT_OF_ORDER_8})

NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class BadKey(ValueError):
    """A text that is no key, or a key under which anybody could sign."""


class BadNote(ValueError):
    """A text that is no signed note, or no checkpoint."""


class BadSignature(ValueError):
    """A signature that names a known key and was not made with it."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures: whose it is, and whether it signs notes or cosigns what it has seen."""

    name: str
    public: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        """Refuse with BadKey what is no key, and the few under which one signature fits many texts."""
        _check_key(self.name, self.public, self.algorithm)
        height = int.from_bytes(self.public, "little") & ~(1 << 255)
        if height >= PRIME or height in LOW_ORDER:
            raise BadKey("anybody could sign under this key: it stands for a point of low order")

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Return the key written as `name+id+base64`, as Go's note package and C2SP write it; else raise BadKey."""
        return cls(*_parsed_key(text))

    @property
    def id(self) -> bytes:
        """Return the four bytes that a signature names the key by."""
        return _key_id(self.name, self.algorithm, self.public)

    def __str__(self) -> str:
        """Return the key as text."""
        return _key_text(self.name, self.id, self.algorithm, self.public)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs. Its text (`secret()`) begins with PRIVATE+KEY+ and is written to a file only."""

    name: str
    seed: bytes = field(repr=False)
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        """Refuse with BadKey what is no key."""
        _check_key(self.name, self.seed, self.algorithm)

    @classmethod
    def new(cls, name: str, algorithm: int = ED25519) -> "PrivateKey":
        """Return a key that nobody has had before."""
        return cls(name, secrets.token_bytes(KEY_BYTES), algorithm)

    @classmethod
    def parse(cls, text: str) -> "PrivateKey":
        """Return the key written by `secret()` or by Go's note package, or raise BadKey."""
        if not text.startswith(PRIVATE):
            raise BadKey("a private key begins with PRIVATE+KEY+")
        name, seed, algorithm, key_id = _split_key(text.removeprefix(PRIVATE))
        key = cls(name, seed, algorithm)
        if key.public.id != key_id:
            raise BadKey("the key's id does not fit it: it was not copied whole")
        return key

    @property
    def public(self) -> PublicKey:
        """Return the key that checks what this one signs."""
        return PublicKey(self.name, self._key().public_key().public_bytes_raw(), self.algorithm)

    def secret(self) -> str:
        """Return the key as text, for the file of whoever holds it."""
        return PRIVATE + _key_text(self.name, self.public.id, self.algorithm, self.seed)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of exactly these bytes."""
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose key it names, and what that key is to have made."""

    name: str
    key_id: bytes
    made: bytes

    @property
    def line(self) -> str:
        """Return the line, with its end."""
        return f"{DASH}{self.name} {encoded(self.key_id + self.made)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures, of which nothing has been checked but the form."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """Return the note as it is written down."""
        return f"{self.text}\n{''.join(each.line for each in self.signatures)}"

    def with_signatures(self, *more: Signature) -> "Note":
        """Return the note with these signatures too, each once."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


@dataclass(frozen=True, slots=True)
class Signed:
    """That a key signed, and for a cosignature when: seconds since 1970 in UTC."""

    key: PublicKey
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's word that it had these entries: its name, how many, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse with BadNote what could not be read back."""
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise BadNote("a checkpoint's lines are not empty")
        if not 0 <= self.size <= LARGEST_NUMBER or len(self.root) != HASH_BYTES:
            raise BadNote("a checkpoint has a size and a root of 32 bytes")

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint that a note's text says, or raise BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise BadNote("a checkpoint has at least three lines: origin, size and root")
        origin, size, written, *extensions = lines[:-1]
        return cls(origin, number(size), decoded(written), tuple(extensions))

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), encoded(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_note(written: bytes | str) -> Note:
    """Return the note written here, or raise BadNote. No signature is checked."""
    message = _text(written)
    text, parted, below = message.rpartition("\n\n")
    lines = below.split("\n")
    if not parted or lines.pop() or not lines:
        raise BadNote("a note is a text, an empty line, and lines with signatures")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("there are more signatures than anybody would look at")
    return Note(text + "\n", tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """Return the signature on a line (without its end), or raise BadNote."""
    name, _, made = line.removeprefix(DASH).partition(" ")
    raw = decoded(made)
    if not line.startswith(DASH) or not _is_name(name) or len(raw) <= ID_BYTES:
        raise BadNote("a signature is a dash, the key's name, and the key's id and signature in base64")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])


def signature(text: str, key: PrivateKey) -> Signature:
    """Return the key's signature of the text; a witness's key only ever cosigns, and is refused with BadKey."""
    if key.algorithm != ED25519:
        raise BadKey("this key cosigns; it signs nothing on its own account")
    _check_text(text)
    return Signature(key.name, key.public.id, key.sign(text.encode()))


def cosignature(text: str, key: PrivateKey, *, time: int) -> Signature:
    """Return a witness's word that at this time (seconds since 1970) it had seen nothing larger and consistent."""
    if key.algorithm != COSIGNATURE:
        raise BadKey("this key is not a witness's")
    _check_text(text)
    signed = key.sign(_cosigned(text, time))
    return Signature(key.name, key.public.id, time.to_bytes(TIME_BYTES, "big") + signed)


def sign(text: str, *keys: PrivateKey) -> Note:
    """Return the text as a note signed with these keys."""
    return Note(text, tuple(signature(text, key) for key in keys))


def verified(note: Note, keys: Collection[PublicKey]) -> tuple[Signed, ...]:
    """Return who of these keys signed the note; whom they do not know is passed over.

    Raises BadSignature if a line names one of the keys and that key did not make it.
    """
    known = {(key.name, key.id): key for key in keys}
    found = [
        (known[each.name, each.key_id], each) for each in note.signatures if (each.name, each.key_id) in known
    ]
    return tuple(dict.fromkeys(_checked(note.text, key, each) for key, each in found))


def _checked(text: str, key: PublicKey, signed: Signature) -> Signed:
    made, time, message = signed.made, None, text.encode()
    if key.algorithm == COSIGNATURE:
        time, made = int.from_bytes(made[:TIME_BYTES], "big"), made[TIME_BYTES:]
        message = _cosigned(text, time)
    if len(made) != SIGNATURE_BYTES or (time or 0) > LARGEST_NUMBER:
        raise BadSignature(f"the signature of {key.name} is not one that such a key makes")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(made, message)
    except InvalidSignature:
        raise BadSignature(f"the signature in the name of {key.name} was not made with that key") from None
    return Signed(key, time)


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def encoded(raw: bytes) -> str:
    """Return the bytes in base64."""
    return binascii.b2a_base64(raw, newline=False).decode("ascii")


def decoded(text: str) -> bytes:
    """Return the bytes of a base64 text, or raise BadNote if it is not the one way to write them."""
    try:
        raw = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadNote("this is not base64") from None
    if encoded(raw) != text:
        raise BadNote("this is not how base64 writes these bytes")
    return raw


def number(text: str) -> int:
    """Return a whole number written without leading zeros, at most 2^63 - 1, or raise BadNote."""
    if not NUMBER.fullmatch(text) or int(text) > LARGEST_NUMBER:
        raise BadNote("this is not a whole number as notes write it")
    return int(text)


def hashes(lines: Iterable[str]) -> tuple[bytes, ...]:
    """Return the hashes of a proof, one in base64 on each line, or raise BadNote."""
    found = tuple(decoded(line) for line in lines)
    if any(len(each) != HASH_BYTES for each in found):
        raise BadNote("a hash has 32 bytes")
    return found


def _text(written: bytes | str) -> str:
    if len(written) > LONGEST_NOTE:
        raise BadNote("this is longer than any note")
    try:
        # Through bytes either way: half a character may stand in a str and not in a note.
        message = (written.encode() if isinstance(written, str) else written).decode()
    except UnicodeError:
        raise BadNote("a note is written in UTF-8") from None
    if CONTROL.search(message):
        raise BadNote("a note has no control characters")
    return message


def _check_text(text: str) -> None:
    if _text(text)[-1:] != "\n":
        raise BadNote("a note's text ends with the end of a line")


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(each.isspace() for each in name)


def _check_key(name: str, key: bytes, algorithm: int) -> None:
    if not _is_name(name) or not name.isprintable():
        raise BadKey("a key's name has no spaces and no plus sign, such as council.example/ledger")
    if algorithm not in {ED25519, COSIGNATURE}:
        raise BadKey("this key is of a kind that is not known here")
    if len(key) != KEY_BYTES:
        raise BadKey("a key has 32 bytes")


def _parsed_key(text: str) -> tuple[str, bytes, int]:
    name, public, algorithm, key_id = _split_key(text)
    if _key_id(name, algorithm, public) != key_id:
        raise BadKey("the key's id does not fit it: it was not copied whole")
    return name, public, algorithm


def _split_key(text: str) -> tuple[str, bytes, int, bytes]:
    # The base64 may hold a plus sign; name and id never do.
    parts: Sequence[str] = text.split("+", 2)
    if len(text) > LONGEST_KEY or len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise BadKey("a key is written as name+id+key, such as council.example/ledger+1a2b3c4d+AbCd...")
    try:
        key = decoded(parts[2])
    except BadNote:
        raise BadKey("the key's last part is not base64: it was not copied whole") from None
    if not key:
        raise BadKey("the key's last part is missing")
    return parts[0], key[1:], key[0], bytes.fromhex(parts[1])


def _key_text(name: str, key_id: bytes, algorithm: int, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{encoded(bytes([algorithm]) + key)}"


def _key_id(name: str, algorithm: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:ID_BYTES]
