"""The sequencer gives entries their places: each once, without a gap, whoever else tries at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count

import pytest
from django.db import DatabaseError, connection, connections, transaction

from threshold.confidentiality.rules import SYSTEM
from threshold.ledger import queries
from threshold.ledger.actions import integrate as verb
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.models import Entry, Head, Outbox, Tile
from threshold.tlog.tree import leaf_hash, root

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
numbers = count()


def put(how_many):
    entries = [f"entry {next(numbers)}".encode() for _ in range(how_many)]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_outbox (entry) SELECT unnest(%s::bytea[])", [entries])
    return entries


def test_entries_get_their_places_in_the_order_in_which_they_came(owner):
    first, second = put(3), put(2)

    assert integrate(at=AT) == 5

    assert [bytes(row.entry) for row in Entry.objects.order_by("index")] == first + second
    assert [row.index for row in Entry.objects.order_by("index")] == [0, 1, 2, 3, 4]
    head = queries.head(viewer=SYSTEM)
    assert (head.size, head.root) == (5, root([leaf_hash(entry) for entry in first + second]))
    assert not Outbox.objects.exists()


def test_nothing_to_do_changes_nothing(owner):
    assert integrate(at=AT) == 0
    assert queries.head(viewer=SYSTEM) is None


@pytest.mark.parametrize("batches", [(1,), (255, 1), (256,), (257, 255), (700, 1, 1), (65_536 + 300,)])
def test_head_and_tiles_are_those_of_the_whole_tree_however_it_came_in(owner, batches, monkeypatch):
    monkeypatch.setattr(verb, "AT_ONCE", 100_000)
    leaves = []
    for size in batches:
        leaves += [leaf_hash(entry) for entry in put(size)]
        integrate(at=AT)

    assert queries.head(viewer=SYSTEM).root == root(leaves)
    assert Tile.objects.filter(level=0).count() == len(leaves) // 256
    assert Tile.objects.filter(level=1).count() == len(leaves) // 65_536
    width = len(leaves) % 256
    if width:
        last = queries.tile(level=0, number=len(leaves) // 256, width=width, viewer=SYSTEM)
        assert last == b"".join(leaves[-width:])
    if len(leaves) >= 256:
        assert queries.tile(level=0, number=0, width=256, viewer=SYSTEM) == b"".join(leaves[:256])
        assert queries.tile(level=1, number=0, width=1, viewer=SYSTEM) == root(leaves[:256])
    assert queries.tile(level=0, number=len(leaves) // 256 + 1, width=1, viewer=SYSTEM) is None


def test_a_large_backlog_is_worked_off_in_parts(owner, monkeypatch):
    monkeypatch.setattr(verb, "AT_ONCE", 10)
    leaves = [leaf_hash(entry) for entry in put(25)]

    assert [integrate(at=AT) for _ in range(4)] == [10, 10, 5, 0]

    assert queries.head(viewer=SYSTEM).root == root(leaves)


@pytest.mark.django_db(transaction=True)
def test_a_second_sequencer_changes_nothing(monkeypatch):
    monkeypatch.setattr(verb, "AT_ONCE", 50)
    own_the_tables()
    leaves = {leaf_hash(entry) for entry in put(1_000)}

    def work(_):
        own_the_tables()
        try:
            return sum(iter(lambda: integrate(at=AT), 0))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(work, range(4)))

    placed = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    assert sum(done) == len(placed) == 1_000
    assert set(placed) == leaves
    assert [*Entry.objects.order_by("index").values_list("index", flat=True)] == list(range(1_000))
    assert bytes(Head.objects.get().root) == root(placed)


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_not_lost():
    own_the_tables()
    late = connection.copy()
    with late.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO ledger_outbox (entry) VALUES (%s)", [b"begun first"])
    put(1)
    integrate(at=AT)
    with late.cursor() as cursor:
        cursor.execute("COMMIT")
    late.close()

    assert integrate(at=AT) == 1

    assert bytes(Entry.objects.get(index=1).entry) == b"begun first"


@pytest.mark.django_db
def test_the_web_sees_places_and_hashes_and_no_entry(as_owner):
    with as_owner():
        (entry,) = put(1)
        integrate(at=AT)

    assert queries.place_of(leaf=leaf_hash(entry), viewer=SYSTEM) == 0
    assert queries.waiting(viewer=SYSTEM) == queries.Waiting(0, None)
    put(1)
    assert queries.waiting(viewer=SYSTEM).since is not None
    for statement in (
        "SELECT entry FROM ledger_entry",
        "SELECT entry FROM ledger_outbox",
        "INSERT INTO ledger_entry VALUES (1, 'x', 'x')",
        "UPDATE ledger_head SET size = 0",
        "DELETE FROM ledger_outbox",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_nobody_changes_what_has_its_place(owner):
    put(300)
    integrate(at=AT)
    for statement in (
        "UPDATE ledger_entry SET entry = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_tile SET root = 'x'",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def own_the_tables():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
