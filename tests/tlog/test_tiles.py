"""Tiles: one address for each, and proofs can be made from nothing else."""

import pytest

from tests.tlog.stranger import root_at, tiles_of
from tests.tlog.test_tree import MANY
from threshold.tlog.growth import grow
from threshold.tlog.tiles import WIDTH, HashMissing, NotATile, Tile, hash_at, tile_at
from threshold.tlog.tree import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    root,
    root_from_path,
)


def stored(size):
    """A log's tiles as bytes, the partial ones too, made level by level from the definition."""
    tiles, level, hashes = {}, 0, MANY[:size]
    while hashes:
        for number in range(-(-len(hashes) // WIDTH)):
            tiles[level, number] = b"".join(hashes[number * WIDTH : (number + 1) * WIDTH])
        whole = len(hashes) // WIDTH
        hashes = [root(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(whole)]
        level += 1
    return tiles


def reader(tiles):
    return hash_at(lambda level, number: tiles.get((level, number), b""))


@pytest.mark.parametrize(("tile", "address"), [
    (Tile(0, 0), "tile/0/000"),
    (Tile(0, 0, 5), "tile/0/000.p/5"),
    (Tile(1, 999, 255), "tile/1/999.p/255"),
    (Tile(0, 1000), "tile/0/x001/000"),
    (Tile(63, 1_234_067), "tile/63/x001/x234/067"),  # the number is the specification's own example
    (Tile(0, 2**63 - 1), "tile/0/x009/x223/x372/x036/x854/x775/807"),
])  # fmt: skip
def test_a_tile_has_one_address(tile, address):
    assert tile.address == address
    assert tile_at(address) == tile


@pytest.mark.parametrize("address", [
    "", "tile/0", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
    "tile/0/x000/001", "tile/0/001/000", "tile/0/x001", "tile/0/x001/x000", "tile/0/x01/000", "tile/entries/000",
    "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/999", "tile/0/000.p/05", "tile/0/000.p/", "tile/0/000.p",
    "/tile/0/000", "tile/0/000/", "tile/0/000\n", "tile/0/../000", "tile/0/٠٠٠",
    "tile/0/x009/x223/x372/x036/x854/x775/808",
    "tile/0/" + "x999/" * 7 + "999",
])  # fmt: skip
def test_another_way_of_writing_it_is_no_address(address):
    with pytest.raises(NotATile):
        tile_at(address)


def test_a_log_of_70_000_has_the_tiles_that_the_specification_counts():
    tiles = list(tiles_of(70_000))

    assert len(tiles) == 273 + 1 + 1 + 1 + 1
    assert [tile for tile in tiles if tile.width < WIDTH] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1_000, 4_999])
def test_every_proof_can_be_made_from_tiles(size):
    tiles, top = stored(size), root(MANY[:size])
    assert {(t.level, t.number): t.width * 32 for t in tiles_of(size)} == {
        at: len(raw) for at, raw in tiles.items()
    }

    read = reader(tiles)
    assert root_at(size, read) == top
    for index in {0, size // 3, size - 1}:
        path = inclusion_proof(index, size, read)
        assert root_from_path(MANY[index], index=index, size=size, path=path) == top
    for old in {1, -(-size // 2), size}:
        path = consistency_proof(old, size, read)
        assert is_consistent(old, root(MANY[:old]), size, top, path)


def test_a_tile_that_is_cut_short_or_missing_is_said():
    tiles = stored(600)
    for wrong in (
        {**tiles, (0, 2): tiles[0, 2][:-1]},
        {at: raw for at, raw in tiles.items() if at != (0, 1)},
    ):
        with pytest.raises(HashMissing, match="tile/0/00"):
            [inclusion_proof(index, 600, reader(wrong)) for index in range(600)]


def test_a_changed_tile_leads_to_another_root():
    tiles = stored(600)
    tiles[0, 2] = bytes(32) + tiles[0, 2][32:]

    assert root_at(600, reader(tiles)) != root(MANY[:600])


def test_tiles_that_a_batch_completes_are_those_of_the_log():
    grown = grow([], size=0, leaves=MANY[:1_000])

    assert grown.root == root(MANY[:1_000])
    whole = {(tile.level, tile.number): tile.hashes for tile in grown.tiles}
    assert whole == {at: raw for at, raw in stored(1_000).items() if len(raw) == WIDTH * 32}
