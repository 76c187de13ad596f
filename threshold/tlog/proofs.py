"""C2SP tlog-proof: one text that proves offline that an entry is in a log."""

from dataclasses import dataclass

from threshold.tlog.notes import BadNote, Checkpoint, Note, decoded, encoded, hashes, number, parse_note
from threshold.tlog.tree import root_from_path

MARK = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry is in the log, what leads from it to the root, and the checkpoint that has that root.

    `extra` is whatever the application adds; nothing vouches for it.
    """

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Return the proof written here, or raise BadNote. Neither path nor signatures are checked."""
        above, _, below = text.partition("\n\n")
        mark, *lines = above.split("\n")
        if mark != MARK:
            raise BadNote(f"a proof begins with {MARK}")
        extra = (
            decoded(lines.pop(0).removeprefix("extra "))
            if lines[:1] and lines[0].startswith("extra ")
            else None
        )
        if not lines or not lines[0].startswith("index "):
            raise BadNote("a proof says at which index its entry is")
        if len(lines) > LONGEST_PATH:
            raise BadNote("this path is longer than any tree is high")
        note = parse_note(below)
        Checkpoint.parse(note.text)
        return cls(number(lines[0].removeprefix("index ")), hashes(lines[1:]), note, extra)

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what the log says in the note: its name, its size and its root."""
        return Checkpoint.parse(self.note.text)

    def __str__(self) -> str:
        """Return the proof as it is written down."""
        extra = [] if self.extra is None else [f"extra {encoded(self.extra)}"]
        lines = [MARK, *extra, f"index {self.index}", *(encoded(each) for each in self.path)]
        return "\n".join(lines) + f"\n\n{self.note}"

    def leads_from(self, leaf: bytes) -> bool:
        """Return whether the path leads from this leaf hash to the checkpoint's root."""
        checkpoint = self.checkpoint
        return root_from_path(leaf, index=self.index, size=checkpoint.size, path=self.path) == checkpoint.root
