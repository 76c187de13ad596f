"""The signer asks witnesses; what they cosign is published with the checkpoint."""

import threading
from contextlib import contextmanager

import pytest

from tests.ledger.a_log import AT, put, restore_older_backup, rewrite, sign
from threshold.confidentiality.rules import SYSTEM
from threshold.doors.console.keys import make_ledger_key
from threshold.ledger import queries
from threshold.ledger.actions.begin_epoch import begin_epoch
from threshold.ledger.signing import read_keys
from threshold.ledger.witnesses import BadWitnesses, Witness, ask_all, read_witnesses
from threshold.tlog.notes import COSIGNATURE, PrivateKey, parse_note, verified
from threshold.tlog.tree import leaf_hash
from threshold.witness import cosigning
from threshold.witness.memory import Memory, begin
from threshold.witness.serving import Server


@contextmanager
def a_witness(folder, log, name="neighbour.example/witness"):
    key = PrivateKey.new(name, COSIGNATURE)
    begin(folder / f"{key.public.id.hex()}.state", key.public)
    with Memory(folder / f"{key.public.id.hex()}.state", key.public) as memory:
        server = Server(("127.0.0.1", 0), cosigning.Witness(key, [log], memory, clock=lambda: 1_780_000_000))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield Witness(key.public, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            server.server_close()


def test_each_checkpoint_is_cosigned_by_every_witness(owner, key_file, tmp_path):
    log = read_keys(key_file)[0].public
    with a_witness(tmp_path, log) as first, a_witness(tmp_path, log, "far.example/witness") as second:
        for entries in ([b"one"], [b"two", b"three"], [b"%d" % number for number in range(600)]):
            put(*entries)
            sign(key_file)
            assert ask_all([first, second], by=SYSTEM, at=AT) == ()
            assert ask_all([first, second], by=SYSTEM, at=AT) == ()

            newest = queries.newest_checkpoint(viewer=SYSTEM)
            signed = verified(parse_note(newest.note), [log, first.key, second.key])
            assert [each.key for each in signed] == [log, first.key, second.key]


def test_a_witness_that_is_away_is_named_and_asked_again(owner, key_file, tmp_path):
    log = read_keys(key_file)[0].public
    put(b"one")
    sign(key_file)
    with a_witness(tmp_path, log) as gone:
        pass
    (why,) = ask_all([gone], by=SYSTEM, at=AT)
    assert gone.key.name in why
    with a_witness(tmp_path, log, "far.example/witness") as back:
        assert ask_all([back], by=SYSTEM, at=AT) == ()
    assert [name for name, _ in queries.newest_checkpoint(viewer=SYSTEM).witnesses] == ["far.example/witness"]


def test_a_witness_does_not_cosign_a_rewritten_past_that_the_key_has_signed(owner, key_file, tmp_path):
    log = read_keys(key_file)[0].public
    with a_witness(tmp_path, log) as witness:
        put(b"one", b"two")
        sign(key_file)
        ask_all([witness], by=SYSTEM, at=AT)
        rewrite((
            "UPDATE ledger_entry SET entry = 'other', leaf = %s WHERE \"index\" = 0", leaf_hash(b"other")
        ))  # fmt: skip
        put(b"three")
        # Whoever has key and database also throws away what the signer remembered.
        key_file.with_name(f"{key_file.name}.signed").unlink()
        assert sign(key_file).size == 3

        (why,) = ask_all([witness], by=SYSTEM, at=AT)

    assert "has not cosigned" in why
    assert queries.newest_checkpoint(viewer=SYSTEM).witnesses == ()


def test_an_older_backup_is_noticed_by_the_witness_and_a_new_epoch_is_cosigned(owner, key_file, tmp_path):
    log = read_keys(key_file)[0].public
    again = f"{log.name}/2"
    with a_witness(tmp_path, log) as witness:
        put(b"one", b"two", b"three")
        old = sign(key_file).note
        ask_all([witness], by=SYSTEM, at=AT)
        restore_older_backup(size=1)
        # The signer came from the same backup and remembers no more than the database.
        key_file.with_name(f"{key_file.name}.signed").unlink()
        sign(key_file)
        (why,) = ask_all([witness], by=SYSTEM, at=AT)
        assert "3 entries" in why

    begin_epoch(origin=again, before=old, reason="A disk was lost.", by=SYSTEM, at=AT)
    put()
    make_ledger_key(key_file, again)
    sign(key_file)

    with a_witness(tmp_path, read_keys(key_file)[-1].public, "told.example/witness") as told:
        assert ask_all([told], by=SYSTEM, at=AT) == ()


@pytest.mark.parametrize(("line", "says"), [
    ("nonsense https://witness.example/", "does not begin with a key"),
    (f"{PrivateKey.new('log.example').public} https://witness.example/", "not a witness's key"),
    (f"{PrivateKey.new('w.example', COSIGNATURE).public} somewhere", "after the key comes an address"),
    (f"{PrivateKey.new('w.example', COSIGNATURE).public}", "after the key comes an address"),
])  # fmt: skip
def test_a_line_that_names_no_witness_is_refused_with_its_number(tmp_path, line, says):
    path = tmp_path / "witnesses"
    path.write_text(f"# ours\n\n{line}\n")
    with pytest.raises(BadWitnesses, match=f"Line 3.*{says}"):
        read_witnesses(path)
    with pytest.raises(BadWitnesses, match="cannot be read"):
        read_witnesses(tmp_path / "absent")
