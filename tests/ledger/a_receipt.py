"""A receipt, the log that it is in, its key and a witness: made without any database."""

from datetime import UTC, datetime
from uuid import UUID

from threshold.ledger.receipts import KIND, Receipt, receipt
from threshold.ledger.rules import commitment, entry
from threshold.tlog.notes import COSIGNATURE, Checkpoint, PrivateKey, cosignature, sign
from threshold.tlog.proofs import Proof
from threshold.tlog.tree import inclusion_path, leaf_hash, root

AT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SALT = bytes(range(32))
LOG = PrivateKey("council.example/ledger", bytes(range(32)))
OTHER_LOG = PrivateKey("elsewhere.example/ledger", bytes(range(2, 34)))
WITNESS = PrivateKey("witness.example/w", bytes(range(1, 33)), COSIGNATURE)
OTHER_WITNESS = PrivateKey("other.example/w", bytes(range(3, 35)), COSIGNATURE)
FIELDS = {
    "ref": "7KQ2M4XR",
    "received_at": "2026-06-01T09:00:00.000000Z",
    "number": 1,
    "origin": "live",
    "event_at": "2026-06-01T09:00:00.000000Z",
    "recorded_at": "2026-06-01T09:00:00.000000Z",
    "by_ref": None,
    "by_role": "public",
}


class Public:
    """Who gave it."""

    ref, role, origin = None, "public", "live"


def an_entry(*, kind=KIND, fields=FIELDS, by=Public):
    committed = commitment(fields, SALT)
    return entry(
        kind,
        record=UUID(int=7),
        number=1,
        commitment=committed,
        previous=None,
        by=by,
        asserted=AT,
        recorded=AT,
    )


def unsealed(**changed) -> Receipt:
    return receipt(an_entry(**changed), fields=changed.get("fields", FIELDS), salt=SALT)


def proof_of(leaf, *, keys=(LOG,), witnesses=(WITNESS,), origin=LOG.name) -> Proof:
    leaves = [leaf_hash(bytes([n])) for n in range(11)]
    leaves[4] = leaf
    text = Checkpoint(origin, len(leaves), root(leaves)).text
    note = sign(text, *keys).with_signatures(
        *(cosignature(text, each, time=1_780_304_460) for each in witnesses)
    )
    return Proof(4, inclusion_path(leaves, 4), note)


def sealed(**changed) -> Receipt:
    given = unsealed(**{name: changed.pop(name) for name in ("kind", "fields", "by") if name in changed})
    return given.sealed(proof_of(given.leaf, **changed))
