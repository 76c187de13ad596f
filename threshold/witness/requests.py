"""C2SP tlog-witness: what a log posts to a witness, as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from threshold.tlog.notes import LONGEST_NOTE, BadNote, Checkpoint, Note, encoded, hashes, number, parse_note

PATH = "/add-checkpoint"
SIZE = "text/x.tlog.size"
"""The kind of answer that says which size the witness cosigned last."""

MOST_HASHES = 63
LONGEST_REQUEST = LONGEST_NOTE + MOST_HASHES * 45 + 100


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint to cosign, and the proof that it follows from the one of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @classmethod
    def parse(cls, body: bytes) -> "Request":
        """Return the request written here, or raise BadNote. Neither proof nor signatures are checked."""
        above, _, below = body.partition(b"\n\n")
        try:
            first, *proof = above.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise BadNote("the lines above the checkpoint are written in ASCII") from None
        if not first.startswith("old ") or len(proof) > MOST_HASHES:
            raise BadNote("a request is: old, a size; at most 63 hashes; an empty line; the checkpoint")
        note = parse_note(below)
        Checkpoint.parse(note.text)
        return cls(number(first.removeprefix("old ")), hashes(proof), note)

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what the log says in the note."""
        return Checkpoint.parse(self.note.text)


def written(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Return the body of a request."""
    return "\n".join([f"old {old}", *(encoded(each) for each in proof), "", note]).encode()
