"""The tree is the one that everybody else has, and a proof proves one thing only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tlog import naive
from threshold.tlog.tree import (
    EMPTY,
    Frontier,
    NoSuchProof,
    consistency_proof,
    inclusion_path,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    node_hash,
    root,
    root_from_path,
)

# The reference tree of the certificate-transparency project: its inputs, its roots at sizes 1 to 8, and its proofs.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
L0, L01 = ROOTS[0], ROOTS[1]
L1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
L4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
L23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
L45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
L67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
L0123, L4567 = ROOTS[3], "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUDED = [
    (0, 1, []), (0, 8, [L1, L23, L4567]), (5, 8, [L4, L67, L0123]), (2, 3, [L01]), (1, 5, [L0, L23, L4]),
]  # fmt: skip
CONSISTENT = [(1, 1, []), (1, 8, [L1, L23, L4567]), (6, 8, [L45, L67, L0123]), (2, 5, [L23, L4])]

LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
MANY = [leaf_hash(bytes([n % 256, n // 256])) for n in range(5_000)]


def subtrees(leaves):
    """The reader that proofs are made from: complete subtrees only, or it fails."""

    def hash_at(level, index):
        some = leaves[index << level : index + 1 << level]
        assert len(some) == 1 << level
        return naive.mth(some)

    return hash_at


def flipped(raw, bit):
    return (int.from_bytes(raw, "big") ^ 1 << bit).to_bytes(len(raw), "big")


def bent(path):
    """Every way of bending a proof by one bit, one hash, or one place."""
    for place, each in enumerate(path):
        yield from ((*path[:place], flipped(each, bit), *path[place + 1 :]) for bit in (0, 7, 128, 255))
        yield (*path[:place], *path[place + 1 :])
        yield (*path[:place], each[:-1], *path[place + 1 :])
    yield (*path, bytes(32))
    yield (bytes(32), *path)
    if len(set(path)) > 1:
        yield tuple(reversed(path))


def test_roots_are_those_of_certificate_transparency():
    assert [root(LEAVES[:n]).hex() for n in range(1, 9)] == ROOTS
    assert root([]) == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("index", "size", "path"), INCLUDED)
def test_inclusion_proofs_are_those_of_certificate_transparency(index, size, path):
    assert [each.hex() for each in inclusion_proof(index, size, subtrees(LEAVES))] == path
    reached = root_from_path(
        LEAVES[index], index=index, size=size, path=[bytes.fromhex(each) for each in path]
    )
    assert reached.hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "size", "path"), CONSISTENT)
def test_consistency_proofs_are_those_of_certificate_transparency(old, size, path):
    assert [each.hex() for each in consistency_proof(old, size, subtrees(LEAVES))] == path
    roots = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[size - 1])
    assert is_consistent(old, roots[0], size, roots[1], [bytes.fromhex(each) for each in path])


def test_every_proof_of_the_reference_tree_proves_one_thing_only():
    for size in range(1, 9):
        for index in range(size):
            path = inclusion_path(LEAVES[:size], index)
            assert root_from_path(LEAVES[index], index=index, size=size, path=path) == root(LEAVES[:size])
            for other in {*range(-1, size + 1)} - {index}:
                assert root_from_path(LEAVES[index], index=other, size=size, path=path) != root(LEAVES[:size])
            for wrong in bent(path):
                assert root_from_path(LEAVES[index], index=index, size=size, path=wrong) != root(
                    LEAVES[:size]
                )
            for bit in range(256):
                leaf = flipped(LEAVES[index], bit)
                assert root_from_path(leaf, index=index, size=size, path=path) != root(LEAVES[:size])


def test_every_consistency_proof_of_the_reference_tree_holds_between_its_two_trees_only():
    roots = [root(LEAVES[:n]) for n in range(9)]
    for size in range(1, 9):
        for old in range(1, size + 1):
            path = consistency_proof(old, size, subtrees(LEAVES))
            assert is_consistent(old, roots[old], size, roots[size], path)
            assert not is_consistent(old, flipped(roots[old], 3), size, roots[size], path)
            assert not is_consistent(old, roots[old], size, flipped(roots[size], 250), path)
            for wrong in bent(path):
                assert not is_consistent(old, roots[old], size, roots[size], wrong)
            for other in {*range(9)} - {old}:
                assert not is_consistent(other, roots[other], size, roots[size], path)


def test_a_path_that_ends_below_the_root_proves_nothing():
    # Each would be right for a smaller tree, and is put forward for a larger one.
    assert root_from_path(LEAVES[0], index=0, size=2, path=LEAVES[1:2]) == root(LEAVES[:2])
    for size in range(3, 9):
        assert root_from_path(LEAVES[0], index=0, size=size, path=LEAVES[1:2]) is None
    path = consistency_proof(2, 4, subtrees(LEAVES))
    assert is_consistent(2, root(LEAVES[:2]), 4, root(LEAVES[:4]), path)
    for size in range(5, 9):
        assert not is_consistent(2, root(LEAVES[:2]), size, root(LEAVES[:4]), path)


def test_from_size_zero_nothing_is_proved():
    assert not is_consistent(0, EMPTY, 8, root(LEAVES), [])
    assert not is_consistent(0, EMPTY, 0, EMPTY, [])
    assert not is_consistent(0, root(LEAVES), 8, root(LEAVES), [])
    with pytest.raises(NoSuchProof):
        consistency_proof(0, 8, subtrees(LEAVES))


def test_a_tree_never_shrinks_and_is_never_another_of_the_same_size():
    path = consistency_proof(6, 8, subtrees(LEAVES))

    assert not is_consistent(8, root(LEAVES), 6, root(LEAVES[:6]), path)
    assert not is_consistent(8, root(LEAVES), 6, root(LEAVES[:6]), [])
    assert is_consistent(8, root(LEAVES), 8, root(LEAVES), [])
    assert not is_consistent(8, root(LEAVES), 8, root(LEAVES[::-1]), [])
    assert not is_consistent(8, root(LEAVES), 8, root(LEAVES), [LEAVES[0]])
    with pytest.raises(NoSuchProof):
        consistency_proof(8, 6, subtrees(LEAVES))


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(NoSuchProof):
        inclusion_proof(index, size, subtrees(LEAVES))
    assert root_from_path(LEAVES[0], index=index, size=size, path=[]) is None


def test_a_node_is_no_leaf():
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])
    # 31 and 33 bytes joined are the same bytes as 32 and 32, and no hashes.
    path = inclusion_path(LEAVES[:2], 0)
    whole = LEAVES[0] + path[0]
    assert root_from_path(whole[:31], index=0, size=2, path=[whole[31:]]) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5_000), st.data())
def test_ours_and_the_naive_one_agree_on_everything(size, data):
    leaves = MANY[:size]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    top = naive.mth(leaves)
    assert root(leaves) == top
    path = naive.path(index, leaves)
    assert list(inclusion_proof(index, size, subtrees(leaves))) == path
    assert root_from_path(leaves[index], index=index, size=size, path=path) == top
    proof = naive.proof(old, leaves)
    assert list(consistency_proof(old, size, subtrees(leaves))) == proof
    assert is_consistent(old, naive.mth(leaves[:old]), size, top, proof)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=7))
def test_a_tree_grown_in_batches_is_the_tree_of_all(batches):
    grown, upto = Frontier(), 0
    for many in batches:
        grown.extend(MANY[upto : upto + many])
        upto += many
        grown = Frontier(grown.size, grown.peaks)  # as if written down and read back

    assert (grown.size, grown.root()) == (upto, naive.mth(MANY[:upto]))


@pytest.mark.parametrize(
    ("size", "peaks"), [(-1, ()), (1, ()), (0, (bytes(32),)), (3, (bytes(32),)), (1, (b"x",))]
)
def test_a_frontier_goes_on_from_fitting_peaks_only(size, peaks):
    with pytest.raises(ValueError, match="peaks"):
        Frontier(size, peaks)
