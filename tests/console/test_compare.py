"""Whoever kept a checkpoint sees whether the ledger still begins with it, by its public addresses alone."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from threshold.doors.console import main
from threshold.tlog.notes import Checkpoint, PrivateKey, sign
from threshold.tlog.tiles import WIDTH, tile_at
from threshold.tlog.tree import leaf_hash, root

KEY = PrivateKey("council.example/ledger", bytes(range(32)))
OTHER = PrivateKey("council.example/ledger", bytes(range(1, 33)))
LEAVES = [leaf_hash(b"%d" % number) for number in range(700)]


def checkpoint(leaves, *, key=KEY, origin=KEY.name) -> str:
    return str(sign(Checkpoint(origin, len(leaves), root(leaves)).text, key))


class Site(BaseHTTPRequestHandler):
    """A ledger's public addresses."""

    leaves = LEAVES
    note = ""
    broken = False

    def do_GET(self):
        address = self.path.removeprefix("/ledger/")
        body = (
            (self.note or checkpoint(self.leaves)).encode() if address == "checkpoint" else self.tile(address)
        )
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body)

    def tile(self, address: str) -> bytes:
        tile, under = tile_at(address), WIDTH ** tile_at(address).level
        places = range(tile.number * WIDTH, tile.number * WIDTH + tile.width)
        hashes = [root(self.leaves[place * under : (place + 1) * under]) for place in places]
        return b"" if self.broken else b"".join(hashes)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[type[Site]]:
    kind = type("Here", (Site,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.serve_forever, daemon=True).start()
    kind.address = f"http://127.0.0.1:{server.server_port}/ledger/"
    yield kind
    server.shutdown()
    server.server_close()


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "checkpoint.txt"
    path.write_text(checkpoint(LEAVES[:300]))
    return path


def compare(site, *words, key=KEY) -> int:
    return main(["compare", *map(str, words), "--log", site.address, "--key", str(key.public)])


@pytest.mark.parametrize("old", [1, 255, 256, 257, 300, 512, 699, 700])
def test_a_ledger_that_only_grew_still_begins_with_what_was_kept(site, kept, capsys, old):
    kept.write_text(checkpoint(LEAVES[:old]))
    assert compare(site, kept) == 0
    assert f"has 700 entries and still begins with the {old:,} that you kept" in capsys.readouterr().out


def test_what_stands_in_the_minutes_is_enough(site, capsys):
    digits = root(LEAVES[:300]).hex()
    groups = [digits[at : at + 8] for at in range(0, 64, 8)]
    assert compare(site, "--size", 300, "--root", *groups) == 0
    assert compare(site, "--size", 301, "--root", *groups) == 1
    assert "the past was changed" in capsys.readouterr().out


def test_a_changed_entry_is_found(site, kept, capsys):
    site.leaves = [leaf_hash(b"another"), *LEAVES[1:]]
    assert compare(site, kept) == 1
    assert "The first 300 entries are not those that were signed then" in capsys.readouterr().out


def test_a_ledger_that_was_cut_is_found(site, kept, capsys):
    site.leaves = LEAVES[:299]
    assert compare(site, kept) == 1
    assert "had 300 entries and has 299 now" in capsys.readouterr().out


def test_a_ledger_under_another_name_is_said_to_be_another(site, kept, capsys):
    second = PrivateKey("council.example/ledger/2", bytes(range(2, 34)))
    site.note = checkpoint(LEAVES, key=second, origin=second.name)
    words = [
        "compare",
        str(kept),
        "--log",
        site.address,
        "--key",
        str(KEY.public),
        "--key",
        str(second.public),
    ]
    assert main(words) == 1
    assert "now called council.example/ledger/2" in capsys.readouterr().out


def test_nothing_is_said_of_a_ledger_that_was_signed_with_another_key(site, kept, capsys):
    assert compare(site, kept, key=OTHER) == 2
    site.note = checkpoint(LEAVES, key=OTHER)
    assert compare(site, kept) == 2
    assert "not signed with this key" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["nothing.txt"], [], ["--size", "5"], ["--size", "5", "--root", "xyz"]])
def test_what_cannot_be_read_is_said(site, capsys, words):
    assert compare(site, *words) == 2
    assert "This cannot be told." in capsys.readouterr().err


def test_a_ledger_without_entries_proves_nothing(site, capsys):
    assert compare(site, "--size", 0, "--root", root([]).hex()) == 2
    assert "proves nothing" in capsys.readouterr().err


def test_a_ledger_that_does_not_answer_or_holds_hashes_back_is_no_proof_either_way(site, kept, capsys):
    site.broken = True
    assert compare(site, kept) == 2
    for address in ("http://127.0.0.1:1/ledger/", "file:///etc/hostname", "nowhere"):
        assert main(["compare", str(kept), "--log", address, "--key", str(KEY.public)]) == 2
    assert "This cannot be told." in capsys.readouterr().err
