"""What must hold of an installation however it was killed, asked of its database by the superuser."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from tests.violence import LOG_NAME, Victim
from threshold.referrals.rules.codes import is_reference
from threshold.tlog.notes import BadSignature, Checkpoint, Note, PublicKey, parse_note, verified
from threshold.tlog.tree import Frontier, leaf_hash, root

SETTLES_WITHIN_SECONDS = 60

WAITING = """
SELECT (SELECT count(*) FROM ledger_outbox),
    (SELECT size FROM ledger_head) - coalesce((SELECT size FROM ledger_checkpoint ORDER BY id DESC LIMIT 1), 0),
    (SELECT count(*) FROM confidentiality_read)
        - coalesce((SELECT sum(cardinality(rows)) FROM confidentiality_batchversion WHERE "of" = 'reads'), 0)
"""

INCOMPLETE = """
SELECT ref FROM referrals_contact AS contact WHERE NOT (
    (owner_id IS NOT NULL OR accept_by IS NOT NULL)
    AND next_at IS NOT NULL
    AND (SELECT count(*) FROM referrals_contactversion WHERE contact_id = contact.id) = 1
    AND (SELECT count(*) FROM referrals_receipt WHERE contact_id = contact.id) = 1
    AND (SELECT count(*) FROM people_referrer WHERE about = contact.ledger_ref) = 1
    AND (SELECT count(*) FROM clocks_clock WHERE about = contact.ledger_ref AND duty = 'acknowledgement') = 1
    AND (SELECT count(*) FROM clocks_clock WHERE about = contact.ledger_ref AND duty = 'decision') = 2
    AND (SELECT count(*) FROM referrals_child WHERE contact_id = contact.id) = 2
    AND EXISTS (SELECT 1 FROM ledger_salt WHERE record = contact.ledger_ref)
    AND (NOT danger OR EXISTS (SELECT 1 FROM referrals_alarm WHERE contact_id = contact.id)))
"""

UNSEALED = """
SELECT id FROM confidentiality_read AS read WHERE 1 <> (
    SELECT count(*) FROM confidentiality_batchversion WHERE "of" = 'reads' AND read.id = ANY (rows))
"""


@dataclass(frozen=True, slots=True)
class Found:
    """How large everything was after a round, and every fault, in words; there should be none."""

    contacts: int
    entries: int
    checkpoints: int
    reads: int
    faults: tuple[str, ...]


def settle(victim: Victim) -> tuple[int, int, int]:
    """Wait until nothing waits for its place, its checkpoint or its seal; return how much of each still does."""
    until = time.monotonic() + SETTLES_WITHIN_SECONDS
    while True:
        ((outbox, unsigned, unsealed),) = victim.asked(WAITING)
        if not (outbox or unsigned or unsealed) or time.monotonic() > until:
            return outbox, unsigned, int(unsealed)
        time.sleep(0.2)


def look(victim: Victim, shown: Sequence[str]) -> Found:
    """Look at everything at one moment, when all has settled, and say what does not hold."""
    late = settle(victim)
    faults = [f"{number} wait for {what}" for number, what in zip(late, SETTLING, strict=True) if number]
    faults += [f"the {part} ended by itself" for part in victim.ended()]
    with psycopg.connect(victim.place.superuser) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        ask = Asking(connection)
        return Found(
            contacts=ask.number("SELECT count(*) FROM referrals_contact"),
            entries=ask.number("SELECT count(*) FROM ledger_entry"),
            checkpoints=ask.number("SELECT count(*) FROM ledger_checkpoint"),
            reads=ask.number("SELECT count(*) FROM confidentiality_read"),
            faults=(*faults, *faults_in(connection, victim, shown)),
        )


def faults_in(connection: psycopg.Connection, victim: Victim, shown: Sequence[str]) -> Iterator[str]:
    """Yield what does not hold in the database as this connection sees it, beside the signer's memory."""
    ask = Asking(connection)
    signed = json.loads(victim.signed.read_text()).get(LOG_NAME)
    yield from (*_contacts(ask, shown), *_log(ask, signed), *_reads(ask))


SETTLING = ("their place in the log", "a checkpoint over them", "their seal")


class Asking:
    """Questions to the database as it was at one moment."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Keep the connection."""
        self.connection = connection

    def rows(self, question: LiteralString) -> list[tuple[Any, ...]]:
        """Return the answer's rows."""
        return self.connection.execute(question).fetchall()

    def column(self, question: LiteralString) -> list[Any]:
        """Return the first column of the answer."""
        return [row[0] for row in self.rows(question)]

    def number(self, question: LiteralString) -> int:
        """Return the one number that is the answer."""
        return int(self.column(question)[0])


def _contacts(ask: Asking, shown: Sequence[str]) -> Iterator[str]:
    stored = Counter(ask.column("SELECT ref FROM referrals_contact"))
    yield from (f"no reference: {ref}" for ref in shown if not is_reference(ref))
    yield from (f"shown twice: {ref}" for ref, times in Counter(shown).items() if times > 1)
    yield from (f"shown and not stored: {ref}" for ref in set(shown) - stored.keys())
    yield from (f"stored and never shown: {ref}" for ref in stored.keys() - set(shown))
    yield from (f"stored {times} times: {ref}" for ref, times in stored.items() if times > 1)
    yield from (f"incomplete: {ref}" for ref in ask.column(INCOMPLETE))


def _log(ask: Asking, signed: dict[str, Any] | None) -> Iterator[str]:
    rows = ask.rows('SELECT "index", leaf, entry FROM ledger_entry ORDER BY "index"')
    leaves = [bytes(leaf) for _, leaf, _ in rows]
    ((size, head),) = ask.rows("SELECT size, root FROM ledger_head")
    if [index for index, _, _ in rows] != list(range(size)):
        yield f"the entries are not those from 0 to {size - 1}"
    if any(leaf_hash(bytes(entry)) != leaf for (_, _, entry), leaf in zip(rows, leaves, strict=True)):
        yield "an entry is not what its leaf says"
    if root(leaves) != bytes(head):
        yield "the root over all entries is not the head's"
    if Counter(leaves) != Counter(bytes(leaf) for leaf in ask.column("SELECT leaf FROM ledger_salt")):
        yield "not every act has exactly one entry"
    full = [
        bytes(tile) for tile in ask.column("SELECT hashes FROM ledger_tile WHERE level = 0 ORDER BY number")
    ]
    if b"".join(full) != b"".join(leaves[: len(leaves) // 256 * 256]):
        yield "the tiles are not made of the leaves"
    yield from _signed(ask, leaves, signed)


def _signed(ask: Asking, leaves: Sequence[bytes], signed: dict[str, Any] | None) -> Iterator[str]:
    keys = [PublicKey.parse(text) for text in ask.column("SELECT key FROM ledger_logkey")]
    roots: dict[int, bytes] = {}
    frontier, reached = Frontier(), 0
    notes = ask.rows("SELECT size, root, note FROM ledger_checkpoint ORDER BY size, id")
    for size, claimed, text in notes:
        if size > len(leaves):
            yield f"{size} entries were signed and only {len(leaves)} are there"
            return
        frontier.extend(leaves[reached:size])
        reached = size
        roots[size] = frontier.root()
        if bytes(claimed) != roots[size]:
            yield f"what was signed of the first {size} entries is not their root"
        note = parse_note(text)
        if not _verifies(note, keys):
            yield f"the checkpoint over {size} entries does not verify"
        if Checkpoint.parse(note.text) != Checkpoint(LOG_NAME, size, bytes(claimed)):
            yield f"the checkpoint over {size} entries says something else than its row"
    if signed is None or bytes.fromhex(signed["root"]) != roots.get(signed["size"]):
        yield "what the signer remembers is not what it published"


def _verifies(note: Note, keys: Sequence[PublicKey]) -> bool:
    with suppress(BadSignature):
        return bool(verified(note, keys))
    return False


def _reads(ask: Asking) -> Iterator[str]:
    yield from (f"the reading {number} is not in exactly one seal" for number in ask.column(UNSEALED))
