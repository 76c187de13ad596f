"""What may be known of the log: its head, its tiles, what was signed, and where a leaf has its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min

from threshold.ledger.models import (
    Checkpoint,
    Cosignature,
    Entry,
    EpochVersion,
    Head,
    LogKey,
    Outbox,
    Salt,
    Tile,
)
from threshold.ledger.rules import Actor
from threshold.tlog.tiles import WIDTH

OLDEST_FIRST = 10_000
"""How many waiting entries are counted; beyond that a number says no more than "many"."""

# One step for each witness, however many cosignatures there are.
LAST_OF_EACH = f"""
WITH RECURSIVE each AS (
  (SELECT id, witness FROM "{Cosignature._meta.db_table}" ORDER BY witness, id DESC LIMIT 1)
  UNION ALL
  SELECT following.id, following.witness FROM each CROSS JOIN LATERAL (
    SELECT id, witness FROM "{Cosignature._meta.db_table}"
    WHERE witness > each.witness ORDER BY witness, id DESC LIMIT 1
  ) following
)
SELECT each.witness, last.at, seen.size, (
  SELECT at FROM "{Checkpoint._meta.db_table}" WHERE id > seen.id ORDER BY id LIMIT 1
)
FROM each
JOIN "{Cosignature._meta.db_table}" last ON last.id = each.id
JOIN "{Checkpoint._meta.db_table}" seen ON seen.id = last.checkpoint_id
ORDER BY each.witness
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class HeadFace:
    """How many entries have their place, the root over them, and when the last one got its."""

    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it is published: its number here, the note with its cosignatures, and who cosigned."""

    number: int
    origin: str
    size: int
    root: bytes
    note: str
    at: datetime
    witnesses: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness cosigned last, and since when a newer checkpoint has waited for it, if one does."""

    witness: str
    at: datetime
    size: int
    behind_since: datetime | None


@dataclass(frozen=True, slots=True)
class EpochFace:
    """A new life of the log: its name, the last checkpoint of the one before, why, and since when."""

    origin: str
    before: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many entries wait for their place, counted up to OLDEST_FIRST, and since when the oldest does."""

    number: int
    since: datetime | None


def head(*, viewer: Actor) -> HeadFace | None:
    """Return the head of the log, or None before its first entry."""
    row = Head.objects.first()
    return HeadFace(row.size, bytes(row.root), row.at) if row and row.size else None


def waiting(*, viewer: Actor) -> Waiting:
    """Return what waits in the outbox; the entries themselves are not read."""
    oldest = Outbox.objects.aggregate(since=Min("inserted_at"))["since"]
    number = Outbox.objects.values("inserted_at")[:OLDEST_FIRST].count()
    return Waiting(number, oldest)


def newest_checkpoint(*, viewer: Actor) -> Signed | None:
    """Return the checkpoint signed last, with the cosignatures it has so far."""
    return _signed(Checkpoint.objects.order_by("-id").first())


def cosigned_checkpoint(*, viewer: Actor) -> Signed | None:
    """Return the newest checkpoint that a witness has cosigned."""
    return _signed(Checkpoint.objects.filter(cosignatures__isnull=False).order_by("-id").first())


def checkpoint_over(*, index: int, viewer: Actor) -> Signed | None:
    """Return the newest checkpoint that has the entry at `index` under it, one that a witness cosigned if it can be.

    What proves one entry proves all before it, so the newest proves as much as the first and has more witnesses.
    """
    newest = newest_checkpoint(viewer=viewer)
    if newest is None or index >= newest.size:
        return None
    cosigned = newest if newest.witnesses else cosigned_checkpoint(viewer=viewer)
    # One from before the log began anew is about another log.
    fits = cosigned and cosigned.origin == newest.origin and index < cosigned.size
    return cosigned if fits else newest


def seen_by_witnesses(*, viewer: Actor) -> tuple[Cosigned, ...]:
    """Return what each witness cosigned last, by name, and the first checkpoint since then that it has not."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_OF_EACH)
        found = cursor.fetchall()
    return tuple(Cosigned(*row) for row in found)


def log_keys(*, viewer: Actor) -> tuple[tuple[str, datetime], ...]:
    """Return the keys that checkpoints were signed with, the newest first, and since when."""
    return tuple(LogKey.objects.order_by("-id").values_list("key", "since"))


def place_of(*, leaf: bytes, viewer: Actor) -> int | None:
    """Return the index of the entry with this leaf hash, or None while it waits."""
    return Entry.objects.filter(leaf=leaf).order_by("index").values_list("index", flat=True).first()


def places_of(*, record: UUID, viewer: Actor) -> tuple[int, ...]:
    """Return the indexes of the entries about a record that have their place."""
    leaves = Salt.objects.filter(record=record).values("leaf")
    return tuple(Entry.objects.filter(leaf__in=leaves).order_by("index").values_list("index", flat=True))


def epochs(*, viewer: Actor) -> tuple[EpochFace, ...]:
    """Return every time the log began anew, the newest first, with what it had before."""
    rows = EpochVersion.objects.order_by("-id")
    return tuple(EpochFace(row.origin, row.before, row.reason, row.recorded_at) for row in rows)


def tile(*, level: int, number: int, width: int, viewer: Actor) -> bytes | None:
    """Return the first `width` hashes of a tile, 32 bytes each, or None where the log has not grown so far."""
    found = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    if found is not None:
        return bytes(found)[: width * 32]
    first = number * WIDTH
    hashes = _leaves(first, width) if level == 0 else _roots(level - 1, first, width)
    return b"".join(hashes) if len(hashes) == width else None


def published_tile(*, level: int, number: int, width: int, viewer: Actor) -> bytes | None:
    """Return a tile's first `width` hashes if all of them are under the newest checkpoint, else None."""
    size = Checkpoint.objects.order_by("-id").values_list("size", flat=True).first() or 0
    if (size >> 8 * level) < number * WIDTH + width:
        return None
    return tile(level=level, number=number, width=width, viewer=viewer)


def _leaves(first: int, width: int) -> list[bytes]:
    # What is not under the head yet is not published: the head is moved in the transaction that adds entries.
    rows = Entry.objects.filter(index__gte=first, index__lt=first + width).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]


def _roots(level: int, first: int, width: int) -> list[bytes]:
    rows = Tile.objects.filter(level=level, number__gte=first, number__lt=first + width).order_by("number")
    return [bytes(root) for root in rows.values_list("root", flat=True)]


def _signed(row: Checkpoint | None) -> Signed | None:
    if row is None:
        return None
    added: Sequence[Cosignature] = list(row.cosignatures.order_by("id"))
    return Signed(
        number=row.pk,
        origin=row.origin,
        size=row.size,
        root=bytes(row.root),
        note=row.note + "".join(each.line for each in added),
        at=row.at,
        witnesses=tuple((each.witness, each.at) for each in added),
    )
