"""What an entry says and how a version is committed to: a stranger can compute all of it again."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from threshold.tlog.tree import inclusion_path, leaf_hash, root, root_from_path

ENTRY_VERSION = 1
LONGEST_ENTRY = 65_535
LONGEST_CODE = 64
SALT_BYTES = 32
FIELD_PURPOSE = b"threshold/field/v1\x00"
# RFC 8785 writes numbers as IEEE 754 doubles, which are exact for whole numbers up to here.
LARGEST_EXACT = 2**53 - 1
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

KIND = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+")
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_UUID = rb'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"'
_DIGEST = rb'"([0-9a-f]{64})"'
_CODE = rb'"([a-z]+(?:-[a-z]+)*)"'
_MOMENT = rb'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
# Every entry there can be, in the one order in which canonical JSON puts its names.
ENTRY = re.compile(
    rb'\{"actor":(?:null|' + _UUID + rb'),"asserted":' + _MOMENT + rb',"commitment":' + _DIGEST
    + rb',"kind":"([a-z.-]{3,64})","number":([1-9][0-9]{0,8}),"origin":' + _CODE + rb',"previous":(?:null|' + _DIGEST
    + rb'),"record":' + _UUID + rb',"recorded":' + _MOMENT + rb',"role":' + _CODE + rb',"v":1\}'
)  # fmt: skip


class NotCanonical(TypeError):
    """A value that has no one way to be written, such as a float or a time without its zone."""


class NotAnEntry(ValueError):
    """Something that may not stand in an entry: a name, free text, or too much of anything."""


class Actor(Protocol):
    """Who acts, as the ledger knows them: a role, a pseudonymous reference and where the act comes from."""

    @property
    def ref(self) -> UUID | None:
        """Return the random reference that stands for the person."""

    @property
    def role(self) -> str:
        """Return the role's code."""

    @property
    def origin(self) -> str:
        """Return the code of where the act comes from."""


def canonical(value: object) -> bytes:
    """Return `value` as canonical JSON (RFC 8785, without fractions) or refuse it with NotCanonical."""
    # Most values of a commitment are texts, which are plain and in order as they are.
    text = JSON.encode(value if isinstance(value, str) else _in_order(plain(value)))
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("half a character cannot be written") from None


def plain(value: object) -> object:  # noqa: PLR0911
    """Return `value` in the terms of JSON: times in UTC to the microsecond, bytes in hexadecimal digits."""
    match value:
        case None | bool() | str():
            return value
        case int():
            if abs(value) > LARGEST_EXACT:
                raise NotCanonical("a whole number beyond 2^53 is not exact in JSON")
            return int(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case Mapping():
            return {_name(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case _:
            raise NotCanonical(f"a {type(value).__name__} has no one way to be written")


def moment(at: datetime) -> str:
    """Return the moment in UTC, always with six digits of a second and a final Z."""
    if at.utcoffset() is None:
        raise NotCanonical("a time without its zone could be any of several moments")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _name(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical("the names in an object are texts")
    return key


def _in_order(value: object) -> object:
    if isinstance(value, dict):
        # RFC 8785 orders names by UTF-16 code units, which differs from code points beyond U+FFFF.
        ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        return {name: _in_order(part) for name, part in ordered}
    if isinstance(value, list):
        return [_in_order(part) for part in value]
    return value


def field_key(salt: bytes, name: str) -> bytes:
    """Return the key that opens one field and no other: HMAC-SHA256(salt, purpose and name)."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hmac.digest(salt, FIELD_PURPOSE + name.encode(), "sha256")


def field_leaf(name: str, key: bytes, value: object) -> bytes:
    """Return the leaf hash of one field: its name, a NUL, and its value's HMAC-SHA256 under its key."""
    if "\x00" in name:
        raise ValueError("a field's name ends where its NUL is")
    return leaf_hash(name.encode() + b"\x00" + hmac.digest(key, canonical(value), "sha256"))


def field_leaves(fields: Mapping[str, object], salt: bytes) -> list[bytes]:
    """Return the leaf hashes of all fields in the order of their names."""
    return [field_leaf(name, field_key(salt, name), fields[name]) for name in sorted(fields)]


def commitment(fields: Mapping[str, object], salt: bytes) -> bytes:
    """Return the 32 bytes that stand for these fields and say nothing about them without the salt."""
    if not fields:
        raise ValueError("there is nothing to commit to")
    return root(field_leaves(fields, salt))


@dataclass(frozen=True, slots=True)
class Opening:
    """One field opened for an inspector or a court: all it takes to check it, and nothing of the others."""

    name: str
    value: object
    key: bytes
    index: int
    size: int
    path: tuple[bytes, ...]


def open_field(fields: Mapping[str, object], salt: bytes, name: str) -> Opening:
    """Return the opening of the field `name`; the other fields stay closed."""
    names = sorted(fields)
    index = names.index(name)
    path = inclusion_path(field_leaves(fields, salt), index)
    return Opening(name, fields[name], field_key(salt, name), index, len(names), path)


def opens(opening: Opening, commitment: bytes) -> bool:
    """Return whether the opening's name and value are what the commitment stands for."""
    try:
        leaf = field_leaf(opening.name, opening.key, opening.value)
    except (ValueError, NotCanonical):
        return False
    reached = root_from_path(leaf, index=opening.index, size=opening.size, path=opening.path)
    return reached is not None and hmac.compare_digest(reached, commitment)


def entry(
    kind: str,
    *,
    record: UUID,
    number: int,
    commitment: bytes,
    previous: bytes | None,
    by: Actor,
    asserted: datetime,
    recorded: datetime,
) -> bytes:
    """Return the entry's bytes: codes, random references, digests and times, and no room for more."""
    _check(kind, number=number, digests=[commitment] if previous is None else [commitment, previous], by=by)
    written = canonical(
        {
            "v": ENTRY_VERSION,
            "kind": kind,
            "record": record,
            "number": number,
            "commitment": commitment,
            "previous": previous,
            "role": str(by.role),
            "actor": by.ref,
            "origin": str(by.origin),
            "asserted": asserted,
            "recorded": recorded,
        }
    )
    if len(written) > LONGEST_ENTRY:
        raise NotAnEntry("an entry has at most 65,535 bytes")
    return written


class Said(NamedTuple):
    """What an entry says."""

    actor: str | None
    asserted: str
    commitment: bytes
    kind: str
    number: int
    origin: str
    previous: bytes | None
    record: str
    recorded: str
    role: str


def read_entry(written: bytes) -> Said | None:
    """Return what these bytes say if they are an entry, or nothing; `entry` writes each in one way only."""
    found = ENTRY.fullmatch(written)
    if not found:
        return None
    actor, asserted, commitment, kind, number, origin, previous, record, recorded, role = found.groups()
    said = kind.decode()
    if not KIND.fullmatch(said):
        return None
    return Said(
        actor=actor.decode() if actor else None,
        asserted=asserted.decode(),
        commitment=bytes.fromhex(commitment.decode()),
        kind=said,
        number=int(number),
        origin=origin.decode(),
        previous=bytes.fromhex(previous.decode()) if previous else None,
        record=record.decode(),
        recorded=recorded.decode(),
        role=role.decode(),
    )


def _check(kind: str, *, number: int, digests: Sequence[bytes], by: Actor) -> None:
    if not KIND.fullmatch(kind) or len(kind) > LONGEST_CODE:
        raise NotAnEntry("a kind is a subject and a verb, such as contact.received")
    if not (CODE.fullmatch(by.role) and CODE.fullmatch(by.origin)):
        raise NotAnEntry("role and origin are codes")
    if number < 1 or any(len(digest) != hashlib.sha256().digest_size for digest in digests):
        raise NotAnEntry("a version has a number from 1 and a commitment of 32 bytes")
    if by.ref is not None and not isinstance(by.ref, UUID):
        raise NotAnEntry("an actor is a random reference")
