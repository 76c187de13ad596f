"""Commitments: one field can be opened without the rest, and nothing else than what was committed."""

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.ledger.rules import commitment, field_leaves, open_field, opens
from threshold.tlog.tree import inclusion_path, leaf_hash, node_hash, root, root_from_path

SALT = bytes(range(32))
FIELDS = {"born": "2019-04-01", "outcome": "no-further-action", "said": "He limps.", "told": None, "who": 7}


def naive_root(leaves):
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def test_the_tree_is_that_of_certificate_transparency():
    # The reference data and roots of the certificate-transparency project.
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [leaf_hash(bytes.fromhex(text)) for text in inputs]

    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_tree_is_the_one_that_the_rfc_defines(entries):
    leaves = [leaf_hash(entry) for entry in entries]

    assert root(leaves) == naive_root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(leaves, index)
        assert root_from_path(leaf, index=index, size=len(leaves), path=path) == root(leaves)


def test_a_stranger_can_compute_a_commitment_from_its_description():
    def leaf(name, value):
        key = hmac.new(SALT, b"threshold/field/v1\x00" + name, "sha256").digest()
        return hashlib.sha256(b"\x00" + name + b"\x00" + hmac.new(key, value, "sha256").digest()).digest()

    by_hand = hashlib.sha256(b"\x01" + leaf(b"a", b'"x"') + leaf(b"b", b"null")).digest()

    assert commitment({"b": None, "a": "x"}, SALT) == by_hand


@pytest.mark.parametrize("name", FIELDS)
def test_one_field_opens_without_the_rest(name):
    opening = open_field(FIELDS, SALT, name)

    assert opens(opening, commitment(FIELDS, SALT))
    shown = repr(opening)
    assert SALT.hex() not in shown
    assert not any(
        str(value) in shown for other, value in FIELDS.items() if other != name and value not in {None, 7}
    )


@pytest.mark.parametrize(("change", "because"), [
    ({"value": "assessment"}, "another value was committed to"),
    ({"name": "said"}, "the leaf binds the field's name"),
    ({"key": bytes(32)}, "the key is that of another salt"),
    ({"index": 2}, "the place in the tree is another"),
    ({"path": ()}, "the path does not reach the root"),
    ({"size": 1, "index": 0, "path": ()}, "a tree of one has another root"),
    ({"value": 0.5}, "a fraction cannot have been committed to"),
])  # fmt: skip
def test_nothing_else_opens(change, because):
    opening = replace(open_field(FIELDS, SALT, "outcome"), **change)

    assert not opens(opening, commitment(FIELDS, SALT)), because


def test_a_path_of_the_wrong_length_leads_nowhere():
    leaves = field_leaves(FIELDS, SALT)
    path = inclusion_path(leaves, 0)

    assert root_from_path(leaves[0], index=0, size=5, path=(*path, path[0])) is None
    assert root_from_path(leaves[0], index=0, size=5, path=path[:-1]) is None
    assert root_from_path(leaves[0], index=5, size=5, path=path) is None


def test_the_same_facts_under_another_salt_look_unrelated():
    assert commitment(FIELDS, SALT) != commitment(FIELDS, bytes(32))
    assert not set(field_leaves(FIELDS, SALT)) & set(field_leaves(FIELDS, bytes(32)))


def test_two_fields_with_the_same_value_do_not_show_it():
    leaves = field_leaves({"first": "x", "second": "x"}, SALT)

    assert leaves[0] != leaves[1]


@pytest.mark.parametrize(("fields", "salt"), [({}, SALT), ({"a": 1}, b"short"), ({"a\x00": 1}, SALT)])
def test_a_commitment_that_would_mean_nothing_is_refused(fields, salt):
    with pytest.raises(ValueError):  # noqa: PT011
        commitment(fields, salt)
