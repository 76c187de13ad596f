"""Files on disk: never in clear, whole or not at all, and no other key, name or order of pieces opens them."""

import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from threshold.confidentiality.sealing import CannotOpen, unseal
from threshold.evidence import vault
from threshold.evidence.vault import (
    FRAME,
    MARK,
    TAG,
    SealedWriter,
    incoming,
    kept,
    open_sealed,
    put_away,
    seal_stream,
)

from .making import SURGERY, in_pieces, photograph


@dataclass
class Row:
    storage: UUID
    size: int
    wrapped_key: bytes


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def keep(content):
    sealed = seal_stream(in_pieces(content, 10_000), head_bytes=512)
    put_away(sealed)
    return Row(sealed.storage, sealed.size, sealed.wrapped_key)


def read(row):
    with open_sealed(row) as reader:
        return reader.read()


def change(row, how):
    path = kept(row.storage)
    path.write_bytes(how(path.read_bytes()))


def frames(stored):
    return [stored[at : at + FRAME + TAG] for at in range(len(MARK), len(stored), FRAME + TAG)]


@pytest.mark.parametrize("size", [1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 17])
def test_what_was_sealed_reads_back_byte_for_byte(size):
    content = os.urandom(size)
    sealed = seal_stream(in_pieces(content, 4321), head_bytes=512)
    put_away(sealed)

    assert (sealed.size, sealed.digest) == (size, hashlib.sha256(content).digest())
    assert sealed.head == content[:512]
    assert read(Row(sealed.storage, sealed.size, sealed.wrapped_key)) == content


def test_a_photograph_is_on_disk_only_sealed_and_for_its_owner_only(folder):
    content = photograph()
    row = keep(content)

    assert SURGERY.encode() in content
    stored = [path for path in folder.rglob("*") if path.is_file()]
    assert stored == [kept(row.storage)]
    assert SURGERY.encode() not in stored[0].read_bytes()
    assert content[:16] not in stored[0].read_bytes()
    assert stat.S_IMODE(stored[0].stat().st_mode) == 0o600
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_dir()} == {0o700}


def test_it_reads_from_anywhere():
    content = os.urandom(3 * FRAME)
    with open_sealed(keep(content)) as reader:
        reader.seek(FRAME - 3)
        assert reader.read(7) == content[FRAME - 3 : FRAME + 4]
        reader.seek(-5, io.SEEK_END)
        assert reader.read() == content[-5:]
        assert reader.read(1) == b""


@pytest.mark.parametrize(("how", "because"), [
    (lambda stored: stored[:-1], "the last byte is missing"),
    (lambda stored: b"", "everything is missing"),
    (lambda stored: stored[: len(MARK)], "every frame is missing"),
    (lambda stored: MARK + b"".join(frames(stored)[:-1]), "the last frame is missing"),
    (lambda stored: MARK + b"".join(frames(stored)[1:]), "the first frame is missing"),
    (lambda stored: MARK + b"".join([frames(stored)[1], frames(stored)[0], *frames(stored)[2:]]), "two are swapped"),
    (lambda stored: stored + frames(stored)[-1], "the last frame is there twice"),
    (lambda stored: stored + b"\x00", "something was added"),
    (lambda stored: stored[:100] + bytes([stored[100] ^ 1]) + stored[101:], "one bit is another"),
    (lambda stored: b"X" + stored[1:], "it is marked as something else"),
])  # fmt: skip
def test_a_file_that_was_changed_does_not_open(how, because):
    row = keep(os.urandom(3 * FRAME - 7))
    change(row, how)

    try:
        read(row)
    except CannotOpen:
        return
    pytest.fail(because)


def test_a_file_cut_to_a_whole_number_of_frames_gives_out_no_byte():
    row = keep(os.urandom(3 * FRAME))
    change(row, lambda stored: stored[: len(MARK) + FRAME + TAG])

    with pytest.raises(CannotOpen):
        open_sealed(row)


def test_a_file_knows_its_own_end_also_where_no_row_says_its_length():
    row = keep(os.urandom(3 * FRAME))
    change(row, lambda stored: stored[: len(MARK) + FRAME + TAG])
    key = unseal(row.wrapped_key, context=f"evidence:{row.storage}:key")

    with pytest.raises(CannotOpen):
        vault.SealedReader(kept(row.storage), storage=row.storage, key=key)


def test_one_files_bytes_do_not_open_as_anothers():
    mine, other = keep(b"mine" * 1000), keep(b"else" * 1000)
    kept(mine.storage).write_bytes(kept(other.storage).read_bytes())

    with pytest.raises(CannotOpen):
        open_sealed(mine)
    # Not even with its key: the file's own name is part of what was sealed.
    with pytest.raises(CannotOpen):
        open_sealed(Row(mine.storage, mine.size, other.wrapped_key))


def test_the_bytes_under_another_name_do_not_open_with_their_own_key():
    row = keep(b"mine" * 1000)
    key = unseal(row.wrapped_key, context=f"evidence:{row.storage}:key")
    with vault.SealedReader(kept(row.storage), storage=row.storage, key=key) as reader:
        assert reader.read(4) == b"mine"

    with pytest.raises(CannotOpen):
        vault.SealedReader(kept(row.storage), storage=uuid4(), key=key)
    with pytest.raises(CannotOpen):
        vault.SealedReader(kept(row.storage), storage=row.storage, key=bytes(32))


def test_a_row_that_says_another_length_does_not_open():
    row = keep(b"mine" * 1000)
    row.size -= 1

    with pytest.raises(CannotOpen):
        open_sealed(row)


def test_the_same_photograph_twice_looks_unrelated():
    one, other = keep(b"same" * 1000), keep(b"same" * 1000)

    assert not set(frames(kept(one.storage).read_bytes())) & set(frames(kept(other.storage).read_bytes()))


def test_what_breaks_off_leaves_nothing(folder):
    def breaks():
        yield b"x" * 300_000
        raise ConnectionError

    with pytest.raises(ConnectionError):
        seal_stream(breaks(), head_bytes=512)

    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_heard_of_and_leaves_nothing(monkeypatch, folder):
    monkeypatch.setattr(vault, "_new_file", lambda path: Path("/dev/full").open("wb"))
    writer = SealedWriter(head_bytes=512)

    with pytest.raises(OSError, match="No space left"):
        writer.write(b"x" * 10 * FRAME)
    writer.abandon()

    assert not incoming(writer.storage).exists()


def test_a_hundred_megabytes_pass_through_a_few(folder):
    import tracemalloc

    tracemalloc.start()
    sealed = seal_stream((bytes(1024 * 1024) for _ in range(100)), head_bytes=512)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sealed.size == 100 * 1024 * 1024
    assert peak < 8 * 1024 * 1024
