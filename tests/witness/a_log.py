"""A log that grows as it should, its key, and checkpoints of it that are honest or not."""

from threshold.tlog.notes import Checkpoint, PrivateKey, sign
from threshold.tlog.tree import consistency_proof, leaf_hash, root

LOG = PrivateKey("council.example/ledger", bytes(range(32)))
STRANGER = PrivateKey("elsewhere.example/ledger", bytes(range(1, 33)))
LEAVES = [leaf_hash(bytes([n])) for n in range(40)]
REWRITTEN = [*LEAVES[:3], leaf_hash(b"another"), *LEAVES[4:]]


def checkpoint(size, *, leaves=LEAVES, key=LOG, origin=LOG.name):
    return str(sign(Checkpoint(origin, size, root(leaves[:size])).text, key))


def proof(old, size, *, leaves=LEAVES):
    return consistency_proof(old, size, lambda level, n: root(leaves[n << level : n + 1 << level]))
