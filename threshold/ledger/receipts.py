"""The receipt that a person keeps: a text that shows, far from here and years later, what came in and when."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from threshold.ledger.rules import ENTRY_VERSION, NotCanonical, Opening, canonical, open_field, opens
from threshold.tlog.notes import (
    BadNote,
    BadSignature,
    PublicKey,
    decoded,
    encoded,
    hashes,
    number,
    verified,
)
from threshold.tlog.proofs import Proof
from threshold.tlog.tree import leaf_hash

KIND = "receipt.given"
REFERENCE, RECEIVED = "ref", "received_at"
"""The two fields of the receipt's version that the receipt opens; the others stay closed."""

MARK = "Threshold receipt, version 1"
LONGEST = 300_000
UNSEALED = "none yet: fetch this file again in a few minutes, it will then hold the proof\n"
FORM = """\
{mark}

Reference: {reference}
Received:  {received}

This file shows that a report with this reference came in, and when. Once it holds a proof it shows that this
stands in the council's ledger, where it cannot be changed or taken out unnoticed. It does not show what the
report said, or what was done about it. Keep this file. To check it: threshold verify FILE --key KEY
Take the key from somewhere else than the place where you got this file.

== entry
{entry}
leaf {leaf}

== opens {reference_name}
{reference_opening}
== opens {received_name}
{received_opening}
== proof
{proof}"""
PARTS = re.compile(
    r"\n== entry\n(?P<entry>.*)\nleaf (?P<leaf>.*)\n\n"
    rf"== opens {REFERENCE}\n(?P<reference>(?:.+\n)+)\n== opens {RECEIVED}\n(?P<received>(?:.+\n)+)\n"
    r"== proof\n(?P<proof>(?s:.*))\Z"
)
OPENING = re.compile(
    r"value (?P<value>.*)\nkey (?P<key>.*)\nplace (?P<index>\d+) of (?P<size>\d+)\n(?P<path>(?s:.*))"
)

NAMES = {
    "v", "kind", "record", "number", "commitment", "previous", "role", "actor", "origin", "asserted", "recorded"
}  # fmt: skip
DIGEST = re.compile("[0-9a-f]{64}")


class NotAReceipt(ValueError):
    """A text that is no receipt, or one of which a letter was changed or lost."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry of the ledger, what opens the reference and the time that it commits to, and, once sealed, its proof."""

    entry: bytes
    leaf: bytes
    reference: Opening
    received: Opening
    proof: Proof | None = None

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Return the receipt written here, or raise NotAReceipt. Nothing is believed by it, see `findings`."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        found = PARTS.search(plain)
        if len(plain) > LONGEST or not found:
            raise NotAReceipt("This is no receipt, or a part of it is missing.")
        try:
            receipt = cls(
                entry=found["entry"].encode(),
                leaf=decoded(found["leaf"]),
                reference=_opening(REFERENCE, found["reference"]),
                received=_opening(RECEIVED, found["received"]),
                proof=None if found["proof"] == UNSEALED else Proof.parse(found["proof"]),
            )
        except (BadNote, ValueError, RecursionError):
            raise NotAReceipt(
                "A part of this receipt cannot be read: it was changed, or not copied whole."
            ) from None
        # There is one way to write a receipt, so that nobody can be shown words that nothing vouches for.
        if str(receipt) != plain:
            raise NotAReceipt(
                "The words on this receipt are not those that belong to its proof: it was changed."
            )
        return receipt

    def __str__(self) -> str:
        """Return the receipt's file."""
        return FORM.format(
            mark=MARK,
            reference=shown(self.reference.value),
            received=self.received.value,
            entry=self.entry.decode(),
            leaf=encoded(self.leaf),
            reference_name=REFERENCE,
            reference_opening=_written(self.reference),
            received_name=RECEIVED,
            received_opening=_written(self.received),
            proof=UNSEALED if self.proof is None else self.proof,
        )

    def sealed(self, proof: Proof) -> "Receipt":
        """Return the receipt with the proof of its entry."""
        return replace(self, proof=proof)


class Answer(StrEnum):
    """What checking came to."""

    HOLDS = "holds"
    FAILS = "fails"
    UNTOLD = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether one part of a receipt holds, in words."""

    part: str
    answer: Answer
    says: str


def receipt(entry: bytes, *, fields: Mapping[str, object], salt: bytes) -> Receipt:
    """Return the receipt for an entry of the kind `receipt.given`, from what its version commits to and its salt."""
    reference, received = (open_field(fields, salt, name) for name in (REFERENCE, RECEIVED))
    return Receipt(entry, leaf_hash(entry), reference, received)


def findings(
    receipt: Receipt, *, keys: Collection[PublicKey], witnesses: Collection[PublicKey] = ()
) -> Iterator[Finding]:
    """Yield whether each part of the receipt holds, given the log's keys and those of its witnesses."""
    entry = _entry(receipt.entry)
    yield _of_entry(receipt, entry)
    commitment = bytes.fromhex(entry["commitment"]) if entry else b""
    yield _of_field(
        "reference", f"its reference is {shown(receipt.reference.value)}", receipt.reference, commitment
    )
    yield _of_field("time", f"it came in at {receipt.received.value}", receipt.received, commitment)
    if receipt.proof is None:
        yield Finding(
            "place",
            Answer.UNTOLD,
            "It has no proof yet. Fetch the file again a few minutes after you were given it.",
        )
        return
    yield _of_place(receipt.proof, receipt.leaf)
    yield of_signature(receipt.proof, keys)
    yield from (of_witness(receipt.proof, witness) for witness in witnesses)


def is_from_a_demonstration(receipt: Receipt) -> bool:
    """Return whether the entry says that it is about a made-up report."""
    entry = _entry(receipt.entry)
    return bool(entry) and entry["origin"] != "live"


def shown(reference: object) -> str:
    """Return the reference as screens show it, in groups of four."""
    return "-".join(re.findall(".{1,4}", str(reference)))


def _of_entry(receipt: Receipt, entry: Mapping[str, str]) -> Finding:
    if receipt.leaf != leaf_hash(receipt.entry):
        return Finding(
            "entry",
            Answer.FAILS,
            "The entry and its leaf hash do not fit each other: one of them was changed.",
        )
    if not entry:
        return Finding("entry", Answer.FAILS, "The entry is not that of a receipt.")
    return Finding("entry", Answer.HOLDS, f"The entry was written down at {entry['recorded']}.")


def _of_field(part: str, words: str, opening: Opening, commitment: bytes) -> Finding:
    if opens(opening, commitment):
        return Finding(part, Answer.HOLDS, f"The entry says that {words}.")
    return Finding(part, Answer.FAILS, f"The entry does not say that {words}: this or the entry was changed.")


def _of_place(proof: Proof, leaf: bytes) -> Finding:
    log = proof.checkpoint
    if proof.leads_from(leaf):
        return Finding(
            "place",
            Answer.HOLDS,
            f"It is entry {proof.index + 1:,} of the {log.size:,} then in the log {log.origin}.",
        )
    return Finding(
        "place", Answer.FAILS, f"The proof does not show that the entry is in the log {log.origin}."
    )


def of_signature(proof: Proof, keys: Collection[PublicKey]) -> Finding:
    """Return whether one of these keys signed the proof's checkpoint."""
    if not keys:
        return Finding(
            "signature",
            Answer.UNTOLD,
            "You gave no key, so nobody vouches for this. A key that came with the receipt, from the same server, "
            "would prove nothing: take it from a printed notice, the council's minutes or a witness.",
        )
    log = proof.checkpoint.origin
    try:
        signed = verified(proof.note, keys)
    except BadSignature as fault:
        return Finding("signature", Answer.FAILS, f"The checkpoint's signature is false: {fault}.")
    # Whose key it is and which log it is about have to be the same, or one log's key could vouch for another.
    names = [str(each.key) for each in signed if each.key.name == log and each.time is None]
    if not names:
        return Finding(
            "signature", Answer.FAILS, f"The checkpoint of the log {log} is not signed with your key."
        )
    return Finding("signature", Answer.HOLDS, f"The key you gave has signed that: {' and '.join(names)}.")


def of_witness(proof: Proof, witness: PublicKey) -> Finding:
    """Return whether this witness cosigned the proof's checkpoint."""
    part = f"witness {witness.name}"
    try:
        times = [each.time for each in verified(proof.note, [witness]) if each.time is not None]
    except BadSignature as fault:
        return Finding(part, Answer.FAILS, f"The witness's signature is false: {fault}.")
    if not times:
        return Finding(
            part,
            Answer.UNTOLD,
            f"{witness.name} has not cosigned this checkpoint. Fetch the file again later.",
        )
    return Finding(part, Answer.HOLDS, f"{witness.name} saw the log like this at {_time(max(times))}.")


def _time(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError):
        return f"{seconds} seconds after 1970"


def _entry(written: bytes) -> Mapping[str, str]:
    """Return what a receipt's entry says, or nothing if these bytes are not such an entry."""
    try:
        said = json.loads(written)
        if canonical(said) != written:
            return {}
    except (ValueError, NotCanonical, RecursionError):
        return {}
    fits = (
        isinstance(said, dict) and said.keys() == NAMES and (said["v"], said["kind"]) == (ENTRY_VERSION, KIND)
    )
    return said if fits and DIGEST.fullmatch(str(said["commitment"])) else {}


def _written(opening: Opening) -> str:
    value = canonical(opening.value).decode()
    path = "".join(f"{encoded(each)}\n" for each in opening.path)
    return f"value {value}\nkey {encoded(opening.key)}\nplace {opening.index} of {opening.size}\n{path}"


def _opening(name: str, written: str) -> Opening:
    found = OPENING.fullmatch(written)
    value = json.loads(found["value"]) if found else None
    if not found or not isinstance(value, str) or not value.isprintable():
        raise BadNote("this opens nothing")
    return Opening(
        name,
        value,
        decoded(found["key"]),
        number(found["index"]),
        number(found["size"]),
        hashes(found["path"].split("\n")[:-1]),
    )
