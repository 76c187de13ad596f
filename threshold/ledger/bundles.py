"""Entries handed to somebody with a mandate: a text that proves offline that each stands in the log."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from threshold.ledger.receipts import Answer, Finding, of_signature, of_witness
from threshold.ledger.rules import read_entry
from threshold.tlog.notes import BadNote, Checkpoint, Note, PublicKey, encoded, hashes, parse_note
from threshold.tlog.proofs import Proof
from threshold.tlog.tree import leaf_hash

MARK = "Threshold entries, version 1"
WORDS = """\
These entries stand in the council's ledger. They were handed out to somebody who has a mandate to see them, and
the ledger says so itself. They hold codes, times and digests, and no names. They are still about people: keep them
as the mandate says. To check them: threshold verify FILE --key KEY
"""
PART = "== "
ENTRY = re.compile(r"entry (0|[1-9][0-9]{0,18})")


class NotABundle(ValueError):
    """A text that is no bundle of entries, or not all of one."""


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry, its place, and what leads from it to the checkpoint's root."""

    index: int
    entry: bytes
    path: tuple[bytes, ...]

    @property
    def written(self) -> str:
        """Return the entry as a bundle has it."""
        path = "".join(f"{encoded(each)}\n" for each in self.path)
        return f"{PART}entry {self.index}\n{self.entry.decode()}\n{path}"


def beginning(note: str, *, entries: int) -> str:
    """Return what stands before the entries: what this is, how many there are, and the checkpoint over them."""
    return f"{MARK}\n\n{WORDS}\nEntries: {entries}\n\n{PART}checkpoint\n{note}"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Entries and the checkpoint over all of them."""

    note: Note
    entries: tuple[Proved, ...]

    @classmethod
    def parse(cls, text: str) -> "Bundle":
        """Return the bundle written here, or raise NotABundle. Nothing is believed by it, see `findings`."""
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        try:
            _, first, *parts = f"\n{plain}".split(f"\n{PART}")
            note = parse_note(first.removeprefix("checkpoint\n") + "\n" * bool(parts))
            Checkpoint.parse(note.text)
            entries = tuple(_entry(part, last=part is parts[-1]) for part in parts)
        except ValueError:
            raise NotABundle("This is no bundle of entries, or a part of it cannot be read.") from None
        bundle = cls(note, entries)
        # One way to write it: no word in it goes unvouched for, and none of its entries can be left out unnoticed.
        if not entries or str(bundle) != plain:
            raise NotABundle("The bundle was changed: it is not written as its entries say.")
        return bundle

    def __str__(self) -> str:
        """Return the bundle as it is written down."""
        return beginning(str(self.note), entries=len(self.entries)) + "".join(
            each.written for each in self.entries
        )


def findings(
    bundle: Bundle, *, keys: Collection[PublicKey], witnesses: Collection[PublicKey] = ()
) -> Iterator[Finding]:
    """Yield whether each part of the bundle holds, given the log's keys and those of its witnesses."""
    log = Checkpoint.parse(bundle.note.text)
    yield _of_form(bundle.entries)
    away = [
        each.index for each in bundle.entries if not _proof(bundle, each).leads_from(leaf_hash(each.entry))
    ]
    if away:
        yield Finding(
            "places",
            Answer.FAILS,
            f"{len(away):,} of the entries are not in the log {log.origin} as it says, the first at {away[0]:,}.",
        )
    else:
        yield Finding(
            "places",
            Answer.HOLDS,
            f"Each of the {len(bundle.entries):,} has its place among the {log.size:,} of the log {log.origin}.",
        )
    proof = _proof(bundle, bundle.entries[0])
    yield of_signature(proof, keys)
    yield from (of_witness(proof, witness) for witness in witnesses)


def _of_form(entries: Sequence[Proved]) -> Finding:
    indexes = [each.index for each in entries]
    if indexes != sorted(set(indexes)) or not all(read_entry(each.entry) for each in entries):
        return Finding("entries", Answer.FAILS, "Something in it is no entry, or is out of its order.")
    return Finding("entries", Answer.HOLDS, "All of them are entries, in their order.")


def _proof(bundle: Bundle, proved: Proved) -> Proof:
    return Proof(proved.index, proved.path, bundle.note)


def _entry(part: str, *, last: bool) -> Proved:
    named, entry, *path = part.removesuffix("\n" if last else "").split("\n")
    found = ENTRY.fullmatch(named)
    if not found:
        raise BadNote("this is no entry")
    return Proved(int(found[1]), entry.encode(), hashes(path))
