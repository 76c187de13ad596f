"""Give the entries that wait in the outbox their places in the log."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from threshold.ledger.models import Entry, Head, Outbox, Tile
from threshold.ledger.operations import Leave
from threshold.tlog.growth import CompleteTile, Grown, edge_places, grow
from threshold.tlog.tree import root

AT_ONCE = 5_000

BEGIN_HEAD = f"""
INSERT INTO "{Head._meta.db_table}" (id, size, root, at) VALUES (1, 0, %s, %s) ON CONFLICT (id) DO NOTHING
"""  # noqa: S608
# A statement of its own: whoever waited for the row sees all that was integrated meanwhile.
HOLD_HEAD = f'SELECT size FROM "{Head._meta.db_table}" WHERE id = 1 FOR UPDATE'  # noqa: S608
UP_TO = f"""
SELECT max(id) FROM (SELECT id FROM "{Outbox._meta.db_table}" ORDER BY id LIMIT %s) AS oldest
"""  # noqa: S608
# By a bound and not by a list: for a list the planner may go through the table once for each entry.
MOVE = f"""
WITH taken AS (
    DELETE FROM "{Outbox._meta.db_table}" WHERE id <= %s RETURNING id, entry
)
INSERT INTO "{Entry._meta.db_table}" ("index", leaf, entry)
SELECT %s + row_number() OVER (ORDER BY id) - 1, sha256('\\x00'::bytea || entry), entry FROM taken
RETURNING "index", leaf
"""  # noqa: S608
LEAVES = f"""
SELECT leaf FROM "{Entry._meta.db_table}" WHERE "index" >= %s AND "index" < %s ORDER BY "index"
"""  # noqa: S608
ROOTS = f"""
SELECT root FROM "{Tile._meta.db_table}" WHERE level = %s AND number >= %s AND number < %s ORDER BY number
"""  # noqa: S608
KEEP_TILES = f"""
INSERT INTO "{Tile._meta.db_table}" (level, number, hashes, root)
SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[], %s::bytea[])
"""  # noqa: S608
MOVE_HEAD = f'UPDATE "{Head._meta.db_table}" SET size = %s, root = %s, at = %s WHERE id = 1'  # noqa: S608


@transaction.atomic
def integrate(*, at: datetime) -> int:
    """Move the oldest waiting entries into the log, completing its tiles and its root; return how many.

    Whoever holds the head does it and anyone else waits, so a second sequencer changes nothing.
    """
    with connection.cursor() as cursor:
        if _last_to_take(cursor) is None:
            return 0
        cursor.execute(BEGIN_HEAD, [root([]), at])
        cursor.execute(HOLD_HEAD)
        (size,) = cursor.fetchone()
        leaves = _move(cursor, size)
        if leaves:
            _keep(cursor, grow(_edges(cursor, size), size=size, leaves=leaves), at)
    return len(leaves)


def _last_to_take(cursor: CursorWrapper) -> int | None:
    cursor.execute(UP_TO, [AT_ONCE])
    (last,) = cursor.fetchone()
    return last  # type: ignore[no-any-return]


def _move(cursor: CursorWrapper, size: int) -> list[bytes]:
    """Move what waits behind the log's `size` entries, and return the leaf hashes in their order."""
    last = _last_to_take(cursor)
    if last is None:
        return []
    for leave in (Leave.INTEGRATING, Leave.GROWING):
        cursor.execute("SELECT set_config(%s, 'on', true)", [leave.setting])
    cursor.execute(MOVE, [last, size])
    return [bytes(leaf) for _, leaf in sorted(cursor.fetchall())]


def _edges(cursor: CursorWrapper, size: int) -> list[list[bytes]]:
    """Return the hashes of each level's incomplete tile."""
    edges = []
    for level, places in enumerate(edge_places(size)):
        asked: Sequence[int] = (
            [level - 1, places.start, places.stop] if level else [places.start, places.stop]
        )
        cursor.execute(ROOTS if level else LEAVES, asked)
        edges.append([bytes(found) for (found,) in cursor.fetchall()])
    return edges


def _keep(cursor: CursorWrapper, grown: Grown, at: datetime) -> None:
    if grown.tiles:
        cursor.execute(KEEP_TILES, _columns(grown.tiles))
    cursor.execute(MOVE_HEAD, [grown.size, grown.root, at])


def _columns(tiles: Sequence[CompleteTile]) -> list[list[object]]:
    return [[getattr(tile, name) for tile in tiles] for name in ("level", "number", "hashes", "root")]
