"""Proofs made from the log's own tiles, for whoever asks about one entry or about two heads."""

from dataclasses import dataclass

from threshold.ledger import queries
from threshold.ledger.rules import Actor
from threshold.tlog.notes import parse_note
from threshold.tlog.proofs import Proof
from threshold.tlog.tiles import WIDTH, hash_at
from threshold.tlog.tree import HashAt, inclusion_proof


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where an entry has its place for good, and the checkpoint that has it under it."""

    place: int
    under: queries.Signed


def sealed(*, leaf: bytes, viewer: Actor) -> Sealed | None:
    """Return where the entry with this leaf hash is sealed, or None until a checkpoint has it under it."""
    place = queries.place_of(leaf=leaf, viewer=viewer)
    under = None if place is None else queries.checkpoint_over(index=place, viewer=viewer)
    return Sealed(place, under) if place is not None and under else None


def proof_of(found: Sealed, *, viewer: Actor) -> Proof:
    """Return the proof of an entry's place; HashMissing if the log has lost a tile."""
    size = found.under.size
    path = inclusion_proof(found.place, size, hashes_at(size, viewer=viewer))
    return Proof(found.place, path, parse_note(found.under.note))


def hashes_at(size: int, *, viewer: Actor) -> HashAt:
    """Return what answers with any hash of the log's first `size` entries; a proof reads few tiles, each once."""
    tiles: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        if (level, number) not in tiles:
            width = min(WIDTH, (size >> 8 * level) - number * WIDTH)
            tiles[level, number] = queries.tile(level=level, number=number, width=width, viewer=viewer) or b""
        return tiles[level, number]

    return hash_at(read)
