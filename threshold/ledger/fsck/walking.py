"""Going through a stretch of the log: each entry, its salt, the row it stands for, and the tiles over them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg
from django.db import connection

from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.fsck.opening import Opened, Table, tables
from threshold.ledger.models import Entry, Outbox, Salt, Tile
from threshold.ledger.rules import Said, read_entry
from threshold.tlog.tiles import WIDTH
from threshold.tlog.tree import HASH_BYTES, root

AT_ONCE = 32 * WIDTH
"""How many entries are looked at together: whole tiles, and a few megabytes with all that belongs to them."""
NOTHING = bytes(HASH_BYTES)
"""Stands where an entry is missing, so that what is over it does not fit either."""

ENTRIES = f'SELECT "index", leaf, entry FROM "{Entry._meta.db_table}" WHERE "index" >= %s AND "index" < %s'  # noqa: S608
WAITING = f'SELECT id, entry FROM "{Outbox._meta.db_table}" WHERE id >= %s ORDER BY id LIMIT %s'  # noqa: S608
# Row by row through the index: with this many of a million rows the planner would sometimes read them all.
SALTS = f"""
SELECT salt.record::text, salt.number, salt.commitment, salt.leaf, salt.salt, salt.version_table, salt.version_id
FROM unnest(%s::uuid[], %s::integer[]) AS asked (record, number)
CROSS JOIN LATERAL (
    SELECT * FROM "{Salt._meta.db_table}" AS salt
    WHERE salt.record = asked.record AND salt.number = asked.number LIMIT 1
) AS salt
"""  # noqa: S608
PLACES = f"""
SELECT asked.leaf, (SELECT min("index") FROM "{Entry._meta.db_table}" AS entry WHERE entry.leaf = asked.leaf)
FROM unnest(%s::bytea[]) AS asked (leaf)
"""  # noqa: S608
TILES = f"""
SELECT number, hashes, root FROM "{Tile._meta.db_table}" WHERE level = 0 AND number >= %s AND number < %s
"""  # noqa: S608


class Kept(NamedTuple):
    """An act's salt row."""

    commitment: bytes
    leaf: bytes
    salt: bytes | None
    table: str
    key: int


@dataclass(slots=True)
class Walked:
    """What a stretch of the log came to: the roots of its whole tiles, those asked for within tiles, and findings."""

    first: int
    entries: int = 0
    erased: int = 0
    last: int = 0
    roots: list[bytes] = field(default_factory=list)
    partial: dict[int, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def walk(*, first: int, end: int, sizes: Sequence[int]) -> Walked:
    """Look at the entries from index `first`, which begins a tile, up to `end`; give the partial roots at `sizes`."""
    done = Walked(first)
    placed = {index: (leaf, entry) for index, leaf, entry in _asked(ENTRIES, first, end)}
    leaves = []
    for index in range(first, end):
        leaf, entry = placed.get(index, (None, None))
        if entry is None:
            done.findings.append(Finding(What.GAP, f"{index:,}"))
            leaves.append(NOTHING)
            continue
        leaves.append(hashlib.sha256(b"\x00" + entry).digest())
        if leaf != leaves[-1]:
            done.findings.append(Finding(What.LEAF, f"{index:,}"))
    acts = (
        (index, leaves[index - first], placed[index][1]) for index in range(first, end) if index in placed
    )
    _look_at(done, acts, waiting=False)
    _over_tiles(done, leaves)
    for size in sizes:
        within = size - size % WIDTH - first
        done.partial[size] = root(leaves[within : size - first])
    return done


def walk_waiting(*, after: int) -> Walked:
    """Look at entries that wait for their place, from this key of the outbox on."""
    done = Walked(after)
    rows = _asked(WAITING, after, AT_ONCE)
    done.last = rows[-1][0] if rows else after
    acts = [(key, hashlib.sha256(b"\x00" + entry).digest(), entry) for key, entry in rows]
    _look_at(done, acts, waiting=True)
    return done


def _look_at(done: Walked, acts: Iterable[tuple[int, bytes, bytes]], *, waiting: bool) -> None:
    """Look at each act: its entry's form, its chain, its salt, and the row it stands for."""
    said: list[tuple[int, bytes, Said]] = []
    for place, leaf, written in acts:
        done.entries += 1
        if entry := read_entry(written):
            said.append((place, leaf, entry))
        else:
            done.findings.append(Finding(What.NOT_AN_ENTRY, _at(place, waiting=waiting)))
    asked = {(entry.record, entry.number) for _, _, entry in said}
    asked |= {(entry.record, entry.number - 1) for _, _, entry in said if entry.number > 1}
    salts = _salts(asked)
    done.findings += _chains(said, salts, waiting=waiting)
    opened: dict[str, list[tuple[Said, Kept]]] = {}
    for place, leaf, entry in said:
        kept = salts.get((entry.record, entry.number))
        if kept is None:
            done.findings.append(Finding(What.NO_SALT, _called(place, entry, waiting=waiting)))
        elif kept.leaf != leaf or kept.commitment != entry.commitment:
            done.findings.append(Finding(What.SALT_DIFFERS, _called(place, entry, waiting=waiting)))
        else:
            opened.setdefault(kept.table, []).append((entry, kept))
    for table, those in opened.items():
        done.erased += sum(kept.salt is None for _, kept in those)
        done.findings += _rows(table, those)


def _chains(
    said: Sequence[tuple[int, bytes, Said]], salts: Mapping[tuple[str, int], Kept], *, waiting: bool
) -> Iterator[Finding]:
    """Yield every entry that does not come after its record's entry before it, with that one's commitment."""
    here = {leaf: place for place, leaf, _ in said}
    far: dict[bytes, list[int]] = {}
    for place, _, entry in said:
        before = salts.get((entry.record, entry.number - 1)) if entry.number > 1 else None
        if (before.commitment if before else None) != entry.previous or (entry.number > 1) != bool(before):
            yield Finding(What.CHAIN, _called(place, entry, waiting=waiting))
        elif before and before.leaf not in here:
            far.setdefault(before.leaf, []).append(place)
        elif before and here[before.leaf] >= place:
            yield Finding(What.CHAIN, _called(place, entry, waiting=waiting))
    places: dict[bytes, int | None] = dict(_asked(PLACES, list(far))) if far else {}
    for leaf, those in far.items():
        at = places[leaf]
        for place in those:
            # What is not in the log at all is said where its salt is found to have no entry.
            if at is not None and not waiting and at >= place:
                yield Finding(What.CHAIN, f"the entry at {_at(place, waiting=waiting)}")


def _rows(table: str, acts: Sequence[tuple[Said, Kept]]) -> Iterator[Finding]:
    known = tables().get(table)
    if known is None:
        yield from (Finding(What.VERSION_GONE, f"row {kept.key} of {table}") for _, kept in acts)
        return
    rows = known.open([kept.key for _, kept in acts])
    for entry, kept in acts:
        if wrong := _wrong_with(entry, kept, known, rows.get(kept.key)):
            yield Finding(wrong, known.called(kept.key))


def _wrong_with(entry: Said, kept: Kept, known: Table, row: Opened | None) -> What | None:
    """Return in what way the row is not what the entry stands for, if it is not."""
    wrong = None
    if kept.salt is None:
        wrong = What.HALF_ERASED if row else None
    elif row is None:
        wrong = What.VERSION_GONE
    elif row.record != entry.record:
        wrong = What.VERSION_MOVED
    elif not known.gives(kept.key, row, salt=kept.salt, promised=kept.commitment):
        wrong = What.VERSION_CHANGED
    elif row.repeated != (entry.asserted, entry.recorded, entry.actor, entry.role):
        wrong = What.ENTRY_DIFFERS
    return wrong


def _over_tiles(done: Walked, leaves: Sequence[bytes]) -> None:
    """Compare the whole tiles over these leaves with those that are kept, and note their roots."""
    lowest = done.first // WIDTH
    whole = len(leaves) // WIDTH
    kept = {number: (hashes, top) for number, hashes, top in _asked(TILES, lowest, lowest + whole)}
    for place in range(whole):
        those = leaves[place * WIDTH : (place + 1) * WIDTH]
        done.roots.append(root(those))
        found = kept.get(lowest + place)
        if found is None:
            done.findings.append(Finding(What.TILE_MISSING, f"tile {lowest + place:,} of level 0"))
        elif found != (b"".join(those), done.roots[-1]):
            done.findings.append(Finding(What.TILE, f"tile {lowest + place:,} of level 0"))


def _salts(asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Kept]:
    wanted = list(asked)
    rows = _asked(SALTS, [record for record, _ in wanted], [number for _, number in wanted])
    return {(record, number): Kept(*rest) for record, number, *rest in rows}


def _at(place: int, *, waiting: bool) -> str:
    return f"row {place:,} of the outbox" if waiting else f"index {place:,}"


def _called(place: int, entry: Said, *, waiting: bool) -> str:
    return f"the entry at {_at(place, waiting=waiting)} ({entry.kind})"


def _asked(question: str, *given: object) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection).execute(question.encode(), given, binary=True).fetchall()
