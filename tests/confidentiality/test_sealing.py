"""Sealing: opens with the right key in the right place, and otherwise not at all."""

import os
import stat
from uuid import uuid4

import pytest

from threshold.confidentiality import sealing
from threshold.confidentiality.sealing import (
    CannotOpen,
    KeysMissing,
    KeysUnsafe,
    blind,
    check_keys,
    key_version,
    make_keys,
    seal,
    seal_under,
    unseal,
    unseal_under,
)

NAME = "Zsófia Ó Briain".encode()
CODE = "KX7M-2PQR-9TWY-4HJD"


@pytest.fixture
def keys(tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "keys"
    make_keys(settings.KEYS_DIR)
    return settings.KEYS_DIR


def add_key(folder, version):
    path = folder / f"kek-{version:04}.key"
    path.touch(mode=0o600)
    path.write_bytes(os.urandom(32))


@pytest.mark.parametrize("content", [b"", NAME, b"\x00" * 100_000])
def test_what_is_sealed_opens_in_its_place(keys, content):
    sealed = seal(content, context="referrer:1")

    assert unseal(sealed, context="referrer:1") == content
    assert NAME not in sealed


def test_what_is_sealed_for_one_record_does_not_open_in_another(keys):
    with pytest.raises(CannotOpen):
        unseal(seal(NAME, context="referrer:1"), context="referrer:2")


def test_sealing_the_same_twice_does_not_show_it(keys):
    assert seal(NAME, context="referrer:1") != seal(NAME, context="referrer:1")


def test_every_changed_byte_is_found(keys):
    sealed = seal(b"yes", context="c")

    for place in range(len(sealed)):
        with pytest.raises(CannotOpen):
            unseal(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], context="c")


@pytest.mark.parametrize("length", [0, 1, 5, 16, 20, 31])
def test_what_was_cut_off_does_not_open(keys, length):
    with pytest.raises(CannotOpen):
        unseal(seal(b"yes", context="c")[:length], context="c")


def test_other_keys_open_nothing(keys, tmp_path, settings):
    sealed = seal(NAME, context="c")
    settings.KEYS_DIR = tmp_path / "others"
    make_keys(settings.KEYS_DIR)

    with pytest.raises(CannotOpen):
        unseal(sealed, context="c")


def test_after_rotation_the_old_still_opens_and_the_new_key_seals(keys):
    old = seal(NAME, context="c")
    add_key(keys, 2)
    check_keys()

    new = seal(NAME, context="c")

    assert (key_version(old), key_version(new)) == (1, 2)
    assert unseal(old, context="c") == unseal(new, context="c") == NAME


def test_a_process_that_has_not_seen_a_rotation_opens_what_the_new_key_sealed(keys):
    add_key(keys, 2)
    check_keys()
    new = seal(NAME, context="c")
    (keys / "kek-0002.key").rename(keys / "put-aside")
    check_keys()
    (keys / "put-aside").rename(keys / "kek-0002.key")

    assert unseal(new, context="c") == NAME


def test_a_key_that_was_destroyed_takes_what_it_sealed_with_it(keys):
    old = seal(NAME, context="c")
    add_key(keys, 2)
    (keys / "kek-0001.key").unlink()
    check_keys()

    with pytest.raises(CannotOpen):
        unseal(old, context="c")


def test_what_is_sealed_under_a_code_needs_the_code_the_place_and_our_pepper(keys):
    sealed = seal_under(CODE, NAME, context="draft:1")

    assert unseal_under(CODE, sealed, context="draft:1") == NAME
    for code, context in [("another", "draft:1"), (CODE, "draft:2")]:
        with pytest.raises(CannotOpen):
            unseal_under(code, sealed, context=context)
    with pytest.raises(CannotOpen):
        unseal(sealed, context="draft:1")
    with pytest.raises(CannotOpen):
        unseal_under(CODE, seal(NAME, context="draft:1"), context="draft:1")

    (keys / "pepper.key").write_bytes(os.urandom(32))
    check_keys()
    with pytest.raises(CannotOpen):
        unseal_under(CODE, sealed, context="draft:1")


def test_a_blind_digest_finds_again_within_one_purpose_only(keys, tmp_path, settings):
    mine = blind(CODE, purpose="receipt")

    assert mine == blind(CODE.encode(), purpose="receipt")
    assert mine != blind(CODE, purpose="draft")
    settings.KEYS_DIR = tmp_path / "others"
    make_keys(settings.KEYS_DIR)
    assert mine != blind(CODE, purpose="receipt")


def test_keys_are_for_their_owner_only_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        make_keys(tmp_path / "keys")
    finally:
        os.umask(before)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {"kek-0001.key": 0o600, "pepper.key": 0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_making_keys_again_changes_none(keys):
    before = {path.name: path.read_bytes() for path in keys.iterdir()}

    make_keys(keys)

    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before


@pytest.mark.parametrize("lost", ["kek-0001.key", "pepper.key"])
def test_a_lost_key_is_not_quietly_replaced(keys, lost):
    (keys / lost).unlink()

    with pytest.raises(KeysMissing):
        make_keys(keys)
    assert not (keys / lost).exists()


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "kek-0001.key").chmod(0o640),
    lambda folder: (folder / "pepper.key").chmod(0o604),
    lambda folder: folder.chmod(0o750),
])  # fmt: skip
def test_keys_that_others_can_read_seal_nothing(keys, spoil):
    spoil(keys)
    sealing._keyring.cache_clear()

    with pytest.raises(KeysUnsafe):
        seal(NAME, context="c")


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "kek-0001.key").write_bytes(b""),
    lambda folder: (folder / "pepper.key").write_bytes(b"short"),
    lambda folder: (folder / "kek-0001.key").unlink(),
])  # fmt: skip
def test_without_whole_keys_nothing_is_sealed(keys, spoil):
    spoil(keys)
    sealing._keyring.cache_clear()

    with pytest.raises(KeysMissing):
        seal(NAME, context=str(uuid4()))


def test_keys_do_not_show_themselves(keys):
    assert sealing._keyring(keys).pepper.hex() not in repr(sealing._keyring(keys))
    assert repr(sealing._keyring(keys).pepper) not in repr(sealing._keyring(keys))
