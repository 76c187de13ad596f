"""Entries leave the building only with a mandate, on record, and with what proves them anywhere else."""

import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.checking import give_places, look
from tests.world import MONDAY, a_draft, a_world
from threshold.confidentiality.actions.hand_out_entries import hand_out_entries
from threshold.confidentiality.models import Read
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.doors.console import main
from threshold.doors.console.keys import make_ledger_key
from threshold.ledger.actions.hand_out import NothingHandedOut
from threshold.ledger.bundles import Bundle, NotABundle, beginning, findings
from threshold.ledger.handing import proved
from threshold.ledger.models import Entry, HandoutVersion, Outbox
from threshold.ledger.receipts import Answer
from threshold.ledger.signing import read_keys, sign_head, state_beside
from threshold.referrals.actions.receive import receive
from threshold.referrals.models import Contact
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.words import Door

WHY = {"mandate": "Family court, order 12 of 2026", "handed_by": "Ada Admin", "by": SYSTEM, "at": MONDAY}


@pytest.fixture
def key(db, as_owner, tmp_path):
    """Return the key of a log that has been signed with two reports in it, and has grown since."""
    path = tmp_path / "ledger.key"
    make_ledger_key(path, "fennmarsh.example/ledger")
    with as_owner():
        a_world()
        for _ in range(2):
            receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
        give_places(at=MONDAY)
        sign_head(keys=read_keys(path), state=state_beside(path), by=SYSTEM, at=MONDAY)
        receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
        give_places(at=MONDAY)
        yield read_keys(path)[0].public


def bundle_of(handed):
    entries = "".join(
        each.written for each in proved(handed.indexes, size=handed.checkpoint.size, viewer=SYSTEM)
    )
    return beginning(handed.checkpoint.note, entries=len(handed.indexes)) + entries


def answers(text, key):
    return {each.part: each.answer for each in findings(Bundle.parse(text), keys=[key])}


def test_what_is_handed_out_can_be_proved_elsewhere(key):
    handed = hand_out_entries(**WHY)
    text = bundle_of(handed)

    assert set(answers(text, key).values()) == {Answer.HOLDS}
    assert [each.entry for each in Bundle.parse(text).entries] == [
        bytes(row.entry) for row in Entry.objects.filter(index__lt=handed.checkpoint.size).order_by("index")
    ]


def test_that_it_was_handed_out_is_an_entry_and_a_reading(key):
    about = Contact.objects.earliest("pk").ledger_ref
    handed = hand_out_entries(**WHY, about=about)

    said = HandoutVersion.objects.get()
    assert (said.mandate, said.handed_by, said.about, said.entries) == (
        WHY["mandate"], "Ada Admin", about, len(handed.indexes)
    )  # fmt: skip
    waits = json.loads(bytes(Outbox.objects.get().entry))
    assert (waits["kind"], waits["record"]) == ("entries.handed-out", str(handed.record))
    assert "court" not in json.dumps(waits)
    read = Read.objects.get(kind="export")
    assert (read.shown, read.reason) == ([handed.record, about], WHY["mandate"])
    assert look().clean


def test_only_what_was_asked_for_is_handed_out(key):
    assert hand_out_entries(**WHY, first=2, last=4).indexes == range(2, 5)
    contact = Contact.objects.earliest("pk")
    about = bundle_of(hand_out_entries(**WHY, about=contact.ledger_ref))
    assert {json.loads(each.entry)["record"] for each in Bundle.parse(about).entries} == {
        str(contact.ledger_ref)
    }


@pytest.mark.parametrize("asked", [
    {"mandate": " "}, {"handed_by": ""}, {"first": 10_000}, {"first": 4, "last": 3}, {"about": uuid4()}
])  # fmt: skip
def test_nothing_is_handed_out_without_a_mandate_or_where_nothing_is(key, asked):
    with pytest.raises(NothingHandedOut):
        hand_out_entries(**{**WHY, **asked})
    assert not HandoutVersion.objects.exists()


def test_what_is_not_signed_yet_is_not_handed_out(key):
    contact = Contact.objects.latest("pk")
    with pytest.raises(NothingHandedOut):
        hand_out_entries(**WHY, about=contact.ledger_ref)


@pytest.mark.parametrize("change", [
    lambda text: text.replace("Entries: ", "Entries: 1"),
    lambda text: text[: text.rindex("== entry")],
    lambda text: text.replace("and no names", "and names"),
    lambda text: text[:-1],
    lambda text: text + "more\n",
    lambda text: "",
    lambda text: text.replace("== entry 3", "== entry 03"),
])  # fmt: skip
def test_a_bundle_is_written_in_one_way_only(key, change):
    with pytest.raises(NotABundle):
        Bundle.parse(change(bundle_of(hand_out_entries(**WHY))))


@pytest.mark.parametrize(("part", "change"), [
    ("places", lambda text: text.replace('"number":1', '"number":2', 1)),
    ("places", lambda text: text.replace("== entry 3", "== entry 2")),
    ("entries", lambda text: text.replace("== entry 3", "== entry 2")),
    ("entries", lambda text: text.replace('"v":1', '"v":2', 1)),
    ("signature", lambda text: text.replace("fennmarsh.example", "saltby.example")),
])  # fmt: skip
def test_a_changed_bundle_does_not_hold(key, part, change):
    assert answers(change(bundle_of(hand_out_entries(**WHY))), key)[part] == Answer.FAILS


def test_the_bundle_is_checked_offline(key, tmp_path, capsys):
    file = tmp_path / "bundle.txt"
    file.write_text(bundle_of(hand_out_entries(**WHY)))
    assert main(["verify", str(file), "--key", str(key)]) == 0
    assert "has its place" in capsys.readouterr().out
    assert main(["verify", str(file)]) == 2
    file.write_text(file.read_text().replace('"number":1', '"number":2', 1))
    assert main(["verify", str(file), "--key", str(key), "--json"]) == 1


def test_the_command_writes_a_file_for_its_own_account_only(key, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("THRESHOLD_OWNER_DATABASE_URL", "the test's own connection is used")
    monkeypatch.delenv("THRESHOLD_AS", raising=False)
    file = tmp_path / "bundle.txt"
    command = ["entries", "--mandate", "Family court", "--by", "Ada", "--out", str(file)]

    assert main([*command, "--from", "90000"]) == 1
    assert not file.exists()
    assert main(command) == 0

    assert file.stat().st_mode & 0o777 == 0o600
    assert set(answers(file.read_text(), key).values()) == {Answer.HOLDS}
    assert main(command) == 1
    assert "Nothing was handed out" in capsys.readouterr().err
    assert HandoutVersion.objects.count() == 1


def test_the_web_can_hand_nothing_out(db):
    for statement in ("SELECT FROM ledger_handoutversion", "INSERT INTO ledger_handout DEFAULT VALUES"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
