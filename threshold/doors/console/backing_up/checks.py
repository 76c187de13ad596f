"""What is looked at once an installation is back: its files, its ledger, and what it no longer has."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import psycopg

from threshold.referrals.rules.codes import is_reference, shown, tidy
from threshold.refusals import Refused
from threshold.tlog.notes import BadNote, Checkpoint, parse_note

EXAMPLES = 3
ONLY_WAITS = frozenset({"outbox-waits", "readings-unsealed"})
"""What waited for the sequencer when the copy was made waits until it runs here."""

ROWS = (
    "SELECT storage, size, digest, wrapped_key, received_at FROM evidence_evidencefile ORDER BY received_at"
)
UNKNOWN = (
    "SELECT ref FROM unnest(%s::text[]) AS given(ref) EXCEPT SELECT ref FROM referrals_contact ORDER BY 1"
)


class NoCheckpoint(Refused):
    """A file that should hold a checkpoint and does not."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A sealed file as its row has it."""

    storage: UUID
    size: int
    digest: bytes
    wrapped_key: bytes
    received_at: datetime


def files_in_rows(address: str) -> list[FileRow]:
    """Return every file that the restored rows name, the oldest first."""
    with psycopg.connect(address) as connection:
        return [FileRow(*row) for row in connection.execute(ROWS)]


def faults_of_files(rows: Iterable[FileRow], *, opening: bool) -> Iterator[str]:
    """Yield what is wrong with each file, in words; with the keys at hand, every byte of it is looked at."""
    # Django has to be ready: the settings say where the files are.
    from threshold.confidentiality.sealing import CannotOpen
    from threshold.evidence.vault import FRAME, MARK, TAG, kept, open_sealed

    for row in rows:
        what = f"{row.storage}, received {row.received_at:%d %B %Y, %H:%M:%S %Z}"
        path = kept(row.storage)
        frames = max(1, -(-row.size // FRAME))
        if not path.exists():
            yield f"The file {what}, is not in the copy."
        elif path.stat().st_size != len(MARK) + row.size + frames * TAG:
            yield f"The file {what}, is not as long as its row says."
        elif opening:
            try:
                with open_sealed(row) as clear:
                    if _digest(clear) != row.digest:
                        yield f"The file {what}, is not the one that was received."
            except CannotOpen as error:
                yield f"The file {what}, does not open: {error}."


def checkpoint_in(path: Path) -> Checkpoint:
    """Return the checkpoint in a signed note that somebody kept. The signature is not looked at: verify does."""
    try:
        return Checkpoint.parse(parse_note(path.read_bytes()).text)
    except (OSError, BadNote) as error:
        raise NoCheckpoint(f"{path} holds no checkpoint: {error}") from None


def shorter_than(kept: Checkpoint, *, size: int) -> str | None:
    """Return what it means that the restored ledger ends before a checkpoint that was signed; None if it does not."""
    if size >= kept.size:
        return None
    return (
        f"The restored ledger ends {kept.size - size:,} entries before the checkpoint of {kept.size:,} that was "
        "given. Witnesses will refuse what it signs, and they are right. Before the sequencer and the signer "
        "are started again, begin a new epoch that names the old checkpoint: threshold epoch --help"
    )


def faults_of_ledger(*words: str) -> Iterator[str]:
    """Yield what walking the whole ledger finds, against what is given in `words`, but for what only waits."""
    done = subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", "fsck", "--json", *words],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        yield "threshold fsck did not come to its end. Its last words are above."
        return
    if "why" in answer:
        yield f"The ledger was not checked: {answer['why']}"
    for finding in answer.get("findings", []):
        if finding["what"] not in ONLY_WAITS:
            examples = " ".join(example["says"] for example in finding["examples"][:EXAMPLES])
            yield f"{finding['number']:,} times in the ledger: {examples} {finding['means']}"


def not_restored(address: str, issued: Iterable[str]) -> list[str]:
    """Return the references that were given out and that the restored installation does not know."""
    given = [tidy(line) for line in issued if is_reference(line)]
    with psycopg.connect(address) as connection:
        return [shown(ref) for (ref,) in connection.execute(UNKNOWN, [given])]


def _digest(clear: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    while part := clear.read(1 << 20):
        digest.update(part)
    return digest.digest()
