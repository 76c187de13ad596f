"""What anyone may fetch of the ledger: what was signed and nothing newer, no entry, and the same for everybody."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.tlog.stranger import root_at, tiles_of
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.ledger import queries
from threshold.ledger.actions.begin_epoch import begin_epoch
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.signing import sign_head
from threshold.tlog.notes import Checkpoint, PrivateKey, PublicKey, parse_note, sign, verified
from threshold.tlog.tiles import hash_at
from threshold.tlog.tree import leaf_hash, root

from .conftest import Person

pytestmark = pytest.mark.django_db

KEY = PrivateKey("fennmarsh.example/ledger", bytes(range(32)))
OPEN = ["/ledger/", "/ledger/checkpoint", "/ledger/checkpoint/print", "/ledger/key", "/ledger/tile/0/000.p/3"]


@pytest.fixture
def log(as_owner, tmp_path, world):
    """Return what puts entries into the log and, unless told otherwise, signs it. It begins empty."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.integrating = 'on'")
        cursor.execute("DELETE FROM ledger_outbox")

    def put(*entries: bytes, signed: bool = True) -> None:
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO ledger_outbox (entry) SELECT unnest(%s::bytea[])", [list(entries)]
                )
            while integrate(at=timezone.now()):
                pass
            if signed:
                sign_head(keys=[KEY], state=tmp_path / "signed", by=SYSTEM, at=timezone.now())

    return put


def test_before_the_first_checkpoint_there_is_a_word_instead(world, client):
    for address in ("/ledger/checkpoint", "/ledger/key", "/ledger/tile/0/000"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("text/plain")
        assert answer["Cache-Control"] == "no-store"
    assert "Nothing has been signed yet" in client.get("/ledger/").content.decode()
    assert client.get("/ledger/checkpoint/print").status_code == 404


def test_the_checkpoint_is_the_note_that_was_signed_with_what_witnesses_added(log, client, as_owner):
    log(b"one", b"two", b"three")
    note = parse_note(client.get("/ledger/checkpoint").content)
    assert verified(note, [KEY.public])
    with as_owner():
        cosign(
            checkpoint=_newest(),
            witness="witness.example/w",
            line="— witness.example/w AAAA\n",
            by=SYSTEM,
            at=timezone.now(),
        )
    assert client.get("/ledger/checkpoint").content.decode().endswith("— witness.example/w AAAA\n")
    page = client.get("/ledger/").content.decode()
    assert "witness.example/w" in page
    assert "the ledger had 3 entries" in page


def test_a_witness_that_is_behind_is_said_to_be(log, client, as_owner):
    log(b"one")
    with as_owner():
        cosign(checkpoint=_newest(), witness="witness.example/w", line="x\n", by=SYSTEM, at=timezone.now())
    log(b"two")
    page = client.get("/ledger/").content.decode()
    assert "the ledger had 1 entry. It has not signed a newer one yet" in page


def test_the_page_says_when_and_why_the_ledger_began_anew(log, client, as_owner):
    log(b"one")
    assert "began anew" not in client.get("/ledger/").content.decode()
    longer = str(sign(Checkpoint(KEY.name, 99, bytes(32)).text, KEY))
    with as_owner():
        begin_epoch(
            origin=f"{KEY.name}/2",
            before=longer,
            reason="The server's disk failed.",
            by=SYSTEM,
            at=timezone.now(),
        )
    page = client.get("/ledger/").content.decode()
    assert "When the ledger began anew" in page
    assert "fennmarsh.example/ledger/2" in page
    assert "The server&#x27;s disk failed." in page


def test_every_tile_up_to_the_checkpoint_is_served_and_gives_the_root_that_was_signed(log, client):
    entries = [b"%d" % number for number in range(300)]
    log(*entries)
    served = {}
    for tile in tiles_of(300):
        answer = client.get(f"/ledger/{tile.address}")
        assert answer["Content-Type"] == "application/octet-stream"
        assert ("immutable" in answer["Cache-Control"]) == (tile.width == 256)
        served[tile.level, tile.number] = answer.content
    assert root_at(300, hash_at(lambda level, number: served[level, number])) == root(
        [leaf_hash(each) for each in entries]
    )


@pytest.mark.parametrize(
    "address",
    [
        "tile/0/000.p/4", "tile/0/001", "tile/0/001.p/1", "tile/1/000.p/1", "tile/63/000.p/1", "tile/0/x000/000",
        "tile/0/000.p/0", "tile/0/0", "tile/-1/000", "tile", "nothing",
    ],
)  # fmt: skip
def test_a_tile_that_is_not_there_is_absent_in_plain_words(log, client, address):
    log(b"one", b"two", b"three")
    answer = client.get(f"/ledger/{address}")
    assert answer.status_code == 404
    assert answer.content.decode().startswith("There is no such tile.")
    assert answer["Cache-Control"] == "no-store"


def test_what_is_newer_than_the_checkpoint_is_not_served(log, client):
    log(b"one", b"two", b"three")
    log(b"four", signed=False)
    assert client.get("/ledger/tile/0/000.p/3").status_code == 200
    assert client.get("/ledger/tile/0/000.p/4").status_code == 404


@pytest.mark.parametrize("address", ["tile/entries/000", "tile/entries/000.p/3", "tile/entries/x001/000"])
def test_entries_are_given_to_nobody_here(log, client, address):
    log(b"one", b"two", b"three")
    answer = client.get(f"/ledger/{address}")
    assert answer.status_code == 404
    assert "a child's life" in answer.content.decode()


def test_the_key_comes_with_the_warning_that_it_proves_nothing(log, client):
    log(b"one")
    answer = client.get("/ledger/key").content.decode()
    assert answer.startswith("fennmarsh.example/ledger\n")
    (key,) = (line for line in answer.splitlines() if "+" in line)
    assert PublicKey.parse(key) == KEY.public
    assert "That proves nothing" in answer


def test_the_sheet_for_the_minutes_has_size_root_and_note(log, client):
    log(b"one", b"two", b"three")
    signed = queries.newest_checkpoint(viewer=PUBLIC)
    page = client.get("/ledger/checkpoint/print").content.decode()
    assert "3 entries" in page
    groups = [signed.root.hex()[at : at + 8] for at in range(0, 64, 8)]
    assert "".join(f"<span>{group}</span> " for group in groups) in page
    assert signed.note.splitlines()[2].replace("+", "&#x2B;") in page.replace("+", "&#x2B;")


@pytest.mark.parametrize("address", OPEN)
def test_the_answer_is_the_same_for_everyone_and_leaves_no_cookie(log, person: Person, address, settings):
    log(b"one", b"two", b"three")
    stranger = Client().get(address)
    person.tells()
    theirs = person.client.get(address)
    assert theirs.content == stranger.content
    assert not theirs.cookies
    assert "Cookie" not in theirs.headers.get("Vary", "")
    assert "public, max-age=" in theirs["Cache-Control"]


def test_somebody_who_works_here_is_not_recognised_either(
    log, client, world, django_user_model, django_assert_num_queries
):
    log(b"one", b"two", b"three")
    client.force_login(django_user_model.objects.get(pk=world.manager.worker_id))
    with django_assert_num_queries(2):
        answer = client.get("/ledger/checkpoint")
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize(("address", "asked"), list(zip(OPEN, (4, 2, 3, 3, 3), strict=True)))
def test_each_address_asks_the_database_a_few_things(log, client, address, asked, django_assert_num_queries):
    log(b"one", b"two", b"three")
    client.get("/ledger/")
    with django_assert_num_queries(asked):
        assert client.get(address).status_code == 200


def test_the_page_can_be_left_at_once(log, client):
    log(b"one")
    for address in ("/ledger/", "/ledger/checkpoint/print"):
        answer = client.get(address)
        assert "Exit this page" in answer.content.decode()
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM ledger_checkpoint")
        return int(cursor.fetchone()[0])
