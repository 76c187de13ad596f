"""Whoever holds the key signs only what follows from what they signed before."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from tests.ledger.a_log import AT, NAME, put, restore_older_backup, rewrite, sign
from threshold.confidentiality.rules import SYSTEM
from threshold.doors.console.keys import KeyIsThere, NotAName, make_ledger_key
from threshold.ledger import queries
from threshold.ledger.actions.begin_epoch import NoNewEpoch, begin_epoch
from threshold.ledger.signing import NoKey, NotTheSameLog, read_keys, state_beside
from threshold.tlog.notes import BadSignature, Checkpoint, PublicKey, parse_note, verified
from threshold.tlog.tree import leaf_hash, root


def test_a_head_is_signed_when_it_has_moved(owner, key_file):
    assert sign(key_file) is None
    put(b"one", b"two")

    signed = sign(key_file)

    note = parse_note(signed.note)
    (key,) = (PublicKey.parse(text) for text, _ in queries.log_keys(viewer=SYSTEM))
    assert verified(note, [key])[0].key == key
    checkpoint = Checkpoint.parse(note.text)
    assert checkpoint == Checkpoint(NAME, 2, root([leaf_hash(b"one"), leaf_hash(b"two")]))
    assert sign(key_file) is None
    assert queries.newest_checkpoint(viewer=SYSTEM).note == signed.note


def test_a_longer_log_is_signed_because_it_begins_with_the_shorter_one(owner, key_file):
    for number in range(5):
        put(*(b"%d-%d" % (number, each) for each in range(1 + 130 * number)))
        assert sign(key_file).size == queries.head(viewer=SYSTEM).size


@pytest.mark.parametrize("statements", [
    [("UPDATE ledger_head SET size = 1, root = %s", leaf_hash(b"one"))],
    [("UPDATE ledger_head SET root = %s", b"x" * 32)],
    [("DELETE FROM ledger_head",)],
])  # fmt: skip
def test_a_log_that_was_cut_or_changed_is_not_signed(owner, key_file, statements):
    put(b"one", b"two")
    sign(key_file)
    rewrite(*statements)

    with pytest.raises(NotTheSameLog):
        sign(key_file)

    assert queries.newest_checkpoint(viewer=SYSTEM).size == 2


def test_a_rewritten_log_that_has_grown_since_is_not_signed(owner, key_file):
    put(b"one", b"two")
    sign(key_file)
    leaf = leaf_hash(b"something else")
    rewrite(("UPDATE ledger_entry SET entry = 'something else', leaf = %s WHERE \"index\" = 0", leaf))
    put(b"three")

    with pytest.raises(NotTheSameLog, match="first 2 entries"):
        sign(key_file)


def test_what_was_signed_is_remembered_before_it_is_published(owner, key_file, monkeypatch):
    put(b"one")

    def killed(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr("threshold.ledger.signing.publish", killed)
    with pytest.raises(KeyboardInterrupt):
        sign(key_file)
    monkeypatch.undo()

    assert json.loads(state_beside(key_file).read_text())[NAME]["size"] == 1
    assert sign(key_file).size == 1


def test_an_older_and_a_newer_key_both_sign_until_the_older_is_taken_out(owner, key_file):
    older = read_keys(key_file)[0].public
    put(b"one")
    with pytest.raises(KeyIsThere):
        make_ledger_key(key_file, NAME)
    make_ledger_key(key_file, NAME, rotate=True)

    both = parse_note(sign(key_file).note)

    newer = read_keys(key_file)[1].public
    assert [signed.key for signed in verified(both, [older, newer])] == [older, newer]
    key_file.write_text(key_file.read_text().splitlines()[1])
    put(b"two")
    assert [signed.key for signed in verified(parse_note(sign(key_file).note), [older, newer])] == [newer]
    forged = both.text.replace("\n1\n", "\n2\n") + "\n" + both.signatures[0].line
    with pytest.raises(BadSignature):
        verified(parse_note(forged), [older])


def test_after_an_older_backup_a_new_epoch_names_the_old_head(owner, key_file):
    put(b"one", b"two", b"three")
    old = sign(key_file).note
    restore_older_backup(size=1)
    with pytest.raises(NotTheSameLog, match="epoch"):
        sign(key_file)

    begin = {"origin": f"{NAME}/2", "before": old, "reason": "A disk was lost.", "by": SYSTEM, "at": AT}
    assert begin_epoch(**begin) == 2
    put()
    make_ledger_key(key_file, f"{NAME}/2")

    assert Checkpoint.parse(parse_note(sign(key_file).note).text).origin == f"{NAME}/2"
    (epoch,) = queries.epochs(viewer=SYSTEM)
    assert (epoch.before, epoch.origin) == (old, f"{NAME}/2")
    assert queries.head(viewer=SYSTEM).size == 2


@pytest.mark.parametrize(("given", "says"), [
    ({"before": "not a note"}, "is none"),
    ({"reason": " "}, "Say why"),
    ({"origin": NAME}, f"such as {NAME}/2"),
])  # fmt: skip
def test_a_new_epoch_takes_a_reason_a_name_and_what_was_lost(owner, key_file, given, says):
    put(b"one", b"two")
    begin = {"origin": f"{NAME}/2", "before": sign(key_file).note, "reason": "Lost.", "by": SYSTEM, "at": AT}
    with pytest.raises(NoNewEpoch, match="nothing forbids"):
        begin_epoch(**begin)
    restore_older_backup(size=1)

    with pytest.raises(NoNewEpoch, match=says):
        begin_epoch(**{**begin, **given})


def test_the_signer_sees_no_record(owner, key_file):
    put(b"one")
    connection.cursor().execute("SET ROLE threshold_signer")
    assert sign(key_file).size == 1
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM referrals_contact")


def test_a_key_that_others_may_read_does_not_sign(key_file, tmp_path):
    with pytest.raises(NoKey, match="threshold keys --ledger"):
        read_keys(tmp_path / "absent")
    key_file.chmod(0o640)
    with pytest.raises(NoKey, match="chmod 600"):
        read_keys(key_file)
    key_file.chmod(0o600)
    key_file.write_text("PRIVATE+KEY+nothing")
    with pytest.raises(NoKey, match="no key"):
        read_keys(key_file)
    key_file.write_text("")
    with pytest.raises(NoKey, match="empty"):
        read_keys(key_file)
    with pytest.raises(NotAName):
        make_ledger_key(tmp_path / "other", "a name with spaces")
