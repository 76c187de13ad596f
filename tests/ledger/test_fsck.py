"""Going through a log finds each thing that does not fit, and says nothing of a log that is whole."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.checking import found, give_places, look, rewrite
from tests.evidence.making import in_pieces, photograph
from tests.server import CLUSTER
from tests.world import MONDAY, a_draft, a_world
from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.actions.record_refusal import record_refusal
from threshold.confidentiality.actions.seal_reads import seal_reads
from threshold.confidentiality.rules import PUBLIC, SYSTEM, ReadKind
from threshold.doors.console.cluster import SUPERUSER
from threshold.doors.console.fsck import CannotCheck, what_was_given
from threshold.doors.console.keys import make_ledger_key
from threshold.evidence.actions.keep import keep
from threshold.ledger.actions.begin_epoch import begin_epoch
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.fsck import whole
from threshold.ledger.fsck.findings import EXAMPLES, What
from threshold.ledger.fsck.opening import commitment_of, prepared, tables
from threshold.ledger.models import Checkpoint, Entry, Outbox, Salt, Tile
from threshold.ledger.rows import Version, committed_fields
from threshold.ledger.rules import canonical, commitment, entry, read_entry
from threshold.ledger.signing import read_keys, sign_head, state_beside
from threshold.people.rules import Identity
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.receive import receive
from threshold.referrals.models import Contact, ContactVersion
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import Door, Teller
from threshold.tlog.notes import COSIGNATURE, PrivateKey, cosignature, parse_note
from threshold.tlog.tree import leaf_hash, root

NAME = "fennmarsh.example/ledger"
SECOND = timedelta(seconds=1)
ODD = 'a "quoted" \\ line\r\n\ttab \x01 \x7f \u2028 \N{GRINNING FACE} \N{LATIN SMALL LETTER E WITH ACUTE}'


@pytest.fixture
def owner(db, as_owner):
    with as_owner():
        yield


@pytest.fixture
def said(owner):
    """Send three reports in, take one on, and return who took it on."""
    world = a_world()
    for place in range(3):
        code, draft = new_code(), a_draft(identity=Identity(name=f"Nell {place}", phone="01632 960 777"))
        ref = receive(code=code, draft=draft, door=Door.FORM, by=PUBLIC, at=MONDAY + place * SECOND).ref
    accept(ref=ref, by=world.screener, at=MONDAY + timedelta(hours=1))
    keep(
        about=Contact.objects.get(ref=ref).ledger_ref,
        draft=None,
        stream=in_pieces(photograph(64, 64)),
        name="arm.jpg",
        said="on Monday",
        giver="public",
        by=world.handler,
        at=MONDAY,
    )
    record_read(viewer=world.screener, route="staff:contact", kind=ReadKind.PAGE, shown=[uuid4()], at=MONDAY)
    record_refusal(viewer=world.handler, route="staff:contact", why="NotFound", subject=None, at=MONDAY)
    return world


@pytest.fixture
def log(said):
    """Seal what was read and give everything its place."""
    seal_reads(by=SYSTEM, at=MONDAY)
    give_places(at=MONDAY)


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "ledger.key"
    make_ledger_key(path, NAME)
    return path


def sign(key, at=MONDAY):
    return sign_head(keys=read_keys(key), state=state_beside(key), by=SYSTEM, at=at)


def public(key):
    return read_keys(key)[0].public


# The whole is found whole


def test_an_empty_log_fits(owner):
    assert look().clean


def test_what_waits_counts_as_there_and_so_does_what_has_its_place(said):
    waits = look()
    assert (waits.clean, waits.entries, waits.waiting) == (True, 0, Outbox.objects.count())
    seal_reads(by=SYSTEM, at=MONDAY)
    give_places(at=MONDAY)
    placed = look()
    assert (placed.clean, placed.entries, placed.waiting) == (True, Salt.objects.count(), 0)


def test_a_log_of_many_stretches_fits_and_each_of_its_roots_is_that_of_the_whole(log, monkeypatch, key):
    monkeypatch.setattr(whole, "AT_ONCE", 256)
    for _ in range(4):
        for _ in range(40):
            receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
        give_places(at=MONDAY)
        sign(key)
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    assert len(leaves) > 3 * 256
    assert all(bytes(each.root) == root(leaves[: each.size]) for each in Checkpoint.objects.all())

    assert look(keys=(public(key),)).clean
    rewrite(("UPDATE ledger_checkpoint SET root = %s WHERE size > 300", bytes(32)))
    assert look().counts[What.CHECKPOINT_ROOT] == Checkpoint.objects.filter(size__gt=300).count() > 1


# Each thing that does not fit


@pytest.mark.parametrize(("code", "statements"), [
    ("entry-missing", ['DELETE FROM ledger_entry WHERE "index" = 3']),
    ("entry-beyond-head", ["UPDATE ledger_head SET size = size - 1"]),
    ("head-differs", ["UPDATE ledger_head SET size = size - 1"]),
    ("head-differs", ["UPDATE ledger_head SET root = sha256('')"]),
    ("head-differs", ["UPDATE ledger_head SET size = -5"]),
    ("entry-beyond-head", ['UPDATE ledger_entry SET "index" = -1 WHERE "index" = 3']),
    ("row-changed", ["UPDATE referrals_act SET event_at = 'infinity'"]),
    ("row-changed", ["UPDATE ledger_salt SET salt = 'short' WHERE id = FIRST(ledger_salt)"]),
    ("leaf-differs", ["UPDATE ledger_entry SET leaf = sha256('') WHERE \"index\" = 3"]),
    ("not-an-entry", ["UPDATE ledger_entry SET entry = '{}' WHERE \"index\" = 3"]),
    ("not-an-entry", ["UPDATE ledger_entry SET entry = entry || ' ' WHERE \"index\" = 3"]),
    ("chain-broken", ["DELETE FROM ledger_salt WHERE number = 1 AND record IN "
                      "(SELECT record FROM ledger_salt WHERE number = 2)"]),
    ("salt-missing", ["DELETE FROM ledger_salt WHERE id = FIRST(ledger_salt)"]),
    ("salt-differs", ["UPDATE ledger_salt SET commitment = sha256('') WHERE id = FIRST(ledger_salt)"]),
    ("entry-shared", ["INSERT INTO ledger_salt (record, number, commitment, leaf, salt, version_table, version_id) "
                      "SELECT record, 50, commitment, leaf, salt, version_table, version_id FROM ledger_salt "
                      "WHERE id = FIRST(ledger_salt)"]),
    ("child-moved", ["UPDATE referrals_child SET number = 9, contact_id = FIRST(referrals_contact) "
                     "WHERE id = (SELECT max(id) FROM referrals_child)"]),
    ("row-missing", ["DELETE FROM referrals_contactversion WHERE id = FIRST(referrals_contactversion)"]),
    ("row-changed", ["UPDATE referrals_contactversion SET worry = ' ' WHERE id = FIRST(referrals_contactversion)"]),
    ("row-changed", ["UPDATE referrals_act SET event_at = event_at - interval '1 microsecond'"]),
    ("row-changed", ["UPDATE staffing_configurationversion SET content = content || '{\"a\": 1}'"]),
    ("row-changed", ["UPDATE ledger_salt SET salt = sha256('') WHERE id = FIRST(ledger_salt)"]),
    ("row-moved", ["UPDATE referrals_act SET contact_id = FIRST(referrals_contact)"]),
    ("row-without-entry", ["INSERT INTO referrals_act (event_at, recorded_at, by_role, contact_id, kind, code, words) "
                           "SELECT event_at, recorded_at, by_role, contact_id, kind, code, words FROM referrals_act"]),
    ("half-erased", ["UPDATE ledger_salt SET salt = NULL WHERE id = FIRST(ledger_salt)"]),
    ("act-without-entry", ['DELETE FROM ledger_entry WHERE "index" = (SELECT max("index") FROM ledger_entry)']),
    ("reading-sealed-twice", ["UPDATE confidentiality_batchversion SET rows = rows || rows"]),
    ("readings-changed", ["UPDATE confidentiality_read SET route = 'other'"]),
    ("readings-changed", ["DELETE FROM confidentiality_refusedact"]),
    ("readings-unsealed", ["DELETE FROM confidentiality_batchversion"]),
    ("reference-differs", ["UPDATE referrals_contact SET ref = 'ABCDEFGH' WHERE id = FIRST(referrals_contact)"]),
    ("reference-differs", ["UPDATE referrals_contact SET received_at = received_at - interval '1 day'"]),
    ("reference-differs", ["DELETE FROM referrals_receiptversion"]),
    ("file-differs", ["UPDATE evidence_evidencefile SET digest = sha256('')"]),
    ("tile-too-much", ["INSERT INTO ledger_tile (level, number, hashes, root) VALUES (0, 0, 'x', 'x')"]),
    ("tile-too-much", ["INSERT INTO ledger_tile (level, number, hashes, root) VALUES (3, 0, 'x', 'x')"]),
])  # fmt: skip
def test_what_does_not_fit_is_found(log, code, statements):
    long_after = datetime.now(UTC) + timedelta(days=1)
    assert look(at=long_after).clean

    rewrite(*(re.sub(r"FIRST\((\w+)\)", r"(SELECT min(id) FROM \1)", each) for each in statements))

    assert code in found(at=long_after)


def test_two_records_cannot_be_swapped(log):
    first, second = Contact.objects.order_by("pk")[:2]
    give = "UPDATE referrals_contactversion SET contact_id = %s WHERE contact_id = %s"
    rewrite((give, -1, first.pk), (give, first.pk, second.pk), (give, second.pk, -1))

    assert "row-moved" in found()


def test_a_copied_entry_is_found(log):
    rewrite(
        'INSERT INTO ledger_entry SELECT "index" + 100000, leaf, entry FROM ledger_entry WHERE "index" = 3'
    )
    assert "entry-twice" in found()


def test_an_entry_moved_before_the_one_it_follows_is_found_with_the_tree_made_again(log):
    later = Salt.objects.get(number=2, version_table="referrals_act")
    earlier = Salt.objects.get(record=later.record, number=1)
    first, second = (Entry.objects.get(leaf=each.leaf) for each in (earlier, later))
    rewrite(*_placed(first, second.entry), *_placed(second, first.entry))
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    rewrite(("UPDATE ledger_head SET root = %s", root(leaves)))

    assert found() == {"chain-broken"}


def _placed(where, written):
    yield (
        'UPDATE ledger_entry SET entry = %s, leaf = %s WHERE "index" = %s',
        bytes(written),
        leaf_hash(bytes(written)),
        where.index,
    )


@pytest.mark.parametrize(("number", "old", "new", "code"), [
    (1, b'"recorded":"2026-03-02', b'"recorded":"2026-03-01', "entry-differs"),
    (1, b'"role":"public"', b'"role":"manager"', "entry-differs"),
    (2, b'"previous":"', b'"previous":null,"none":"', "not-an-entry"),
    (2, b"PREVIOUS", b"0" * 64, "chain-broken"),
    (1, b'"previous":null', b'"previous":"' + b"0" * 64 + b'"', "chain-broken"),
])  # fmt: skip
def test_an_entry_written_anew_is_found_with_all_above_it_made_again(log, number, old, new, code):
    later = Salt.objects.get(number=2, version_table="referrals_act")
    salt = Salt.objects.get(record=later.record, number=number)
    row = Entry.objects.get(leaf=salt.leaf)
    before = Salt.objects.get(record=later.record, number=1).commitment.hex().encode()
    written = bytes(row.entry).replace(before if old == b"PREVIOUS" else old, new)
    assert written != bytes(row.entry)
    mend = ("UPDATE ledger_salt SET leaf = %s WHERE id = %s", leaf_hash(written), salt.pk)
    rewrite(*_placed(row, written), mend)
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]
    rewrite(("UPDATE ledger_head SET root = %s", root(leaves)))

    assert found() == {code}


@pytest.mark.parametrize(("code", "statement"), [
    ("tile-differs", "UPDATE ledger_tile SET hashes = hashes || 'x'"),
    ("tile-differs", "UPDATE ledger_tile SET root = sha256('')"),
    ("tile-missing", "DELETE FROM ledger_tile"),
])  # fmt: skip
@pytest.mark.parametrize("level", [0, 1])
def test_tiles_are_those_of_the_entries(owner, code, statement, level):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_outbox (entry) SELECT convert_to(n::text, 'UTF8') FROM generate_series(1, %s) n",
            [257 if not level else 65_537],
        )
    give_places(at=MONDAY)
    assert Tile.objects.filter(level=level).exists()
    assert not found() & {"tile-differs", "tile-missing", "head-differs", "tile-too-much"}

    rewrite(f"{statement} WHERE level = {level}")

    assert code in found()


def test_entries_that_wait_for_more_than_a_minute_are_an_alarm(said):
    since = Outbox.objects.latest("id").inserted_at
    assert found(at=since + timedelta(seconds=59)) == set()
    assert found(at=since + timedelta(seconds=61)) == {"outbox-waits"}


# What was signed


def test_checkpoints_are_judged_by_the_key_that_is_given_and_else_by_those_published(log, key, tmp_path):
    sign(key)
    make_ledger_key(tmp_path / "other", NAME)

    assert look().clean
    assert look(keys=(public(key),)).clean
    assert found(keys=(public(tmp_path / "other"),)) == {"checkpoint-unsigned"}


@pytest.mark.parametrize(("code", "statement"), [
    ("checkpoint-changed", "UPDATE ledger_checkpoint SET size = size - 1"),
    ("checkpoint-changed", "UPDATE ledger_checkpoint SET note = 'nothing'"),
    ("checkpoint-unsigned", "another signature"),
    ("checkpoint-unsigned", "DELETE FROM ledger_logkey"),
    ("checkpoint-beyond", "UPDATE ledger_checkpoint SET size = size + 1"),
    ("checkpoint-differs", "UPDATE ledger_checkpoint SET size = -1"),
    ("checkpoint-differs", "UPDATE ledger_checkpoint SET root = 'short'"),
])  # fmt: skip
def test_a_checkpoint_that_was_tampered_with_is_found(log, key, code, statement):
    sign(key)
    if statement == "another signature":
        note = Checkpoint.objects.get().note
        statement = (
            "UPDATE ledger_checkpoint SET note = %s",
            note[:-9] + ("A" if note[-9] != "A" else "B") + note[-8:],
        )

    rewrite(statement)

    assert code in found()


def test_sizes_do_not_shrink_under_one_name(log, key):
    sign(key)
    receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
    give_places(at=MONDAY)
    sign(key)
    assert look().clean

    rewrite("UPDATE ledger_checkpoint SET id = 1000 - id")

    assert found() == {"checkpoint-shrinks"}


def test_a_cosignature_is_judged_by_the_witness_own_key(log, key):
    sign(key)
    checkpoint = Checkpoint.objects.get()
    witness, other = (PrivateKey.new("saltby.example/witness", COSIGNATURE) for _ in range(2))
    line = cosignature(parse_note(checkpoint.note).text, witness, time=1_780_000_000).line
    cosign(checkpoint=checkpoint.pk, witness=witness.name, line=line, by=SYSTEM, at=MONDAY)

    assert look(keys=(public(key), witness.public)).clean
    assert found(keys=(public(key), other.public)) == {"cosignature-false"}


def test_a_checkpoint_that_somebody_kept_is_where_the_log_begins(log, key, tmp_path):
    kept = sign(key).note
    receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
    give_places(at=MONDAY)
    assert look(kept=(kept,)).clean
    make_ledger_key(tmp_path / "other", NAME)

    assert found(kept=(kept,), keys=(public(tmp_path / "other"),)) == {"kept-unsigned", "checkpoint-unsigned"}
    rewrite(("UPDATE ledger_head SET size = 3, root = %s", bytes(32)))
    assert "kept-beyond" in found(kept=(kept,))


def test_after_an_older_backup_a_kept_checkpoint_is_what_the_log_says_it_lost(log, key):
    receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
    give_places(at=MONDAY)
    kept = sign(key).note
    size = Salt.objects.count()
    # As a backup would have it: the last of what was signed is not there, nor what belongs to it.
    rewrite(
        ('DELETE FROM ledger_entry WHERE "index" = %s', size - 1),
        "DELETE FROM ledger_salt WHERE version_table = 'referrals_receiptversion' AND id = (SELECT max(id) FROM "
        "ledger_salt)",
        ("UPDATE ledger_head SET size = %s, root = %s", size - 1, root(leaves_of_the_log()[:-1])),
        "DELETE FROM ledger_checkpoint",
    )
    assert "kept-beyond" in found(kept=(kept,))
    begin_epoch(origin=f"{NAME}/2", before=kept, reason="A disk was lost.", by=SYSTEM, at=MONDAY)

    assert "kept-lost" in found(kept=(kept,))
    give_places(at=MONDAY)
    assert "kept-lost" in found(kept=(kept,))
    assert not {"kept-beyond", "kept-differs"} & found(kept=(kept,))


def leaves_of_the_log():
    return [bytes(leaf) for leaf in Entry.objects.order_by("index").values_list("leaf", flat=True)]


# Erased


def test_what_was_erased_fits_when_the_row_is_gone_too(log):
    version = ContactVersion.objects.earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.erasing = 'on'")
        cursor.execute(
            "UPDATE ledger_salt SET salt = NULL WHERE version_table = %s AND version_id = %s",
            ["referrals_contactversion", version.pk],
        )
    assert found() == {"half-erased"}


# How it says it


def test_many_of_a_sort_are_counted_and_some_are_shown(log):
    receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=MONDAY)
    rewrite("UPDATE ledger_salt SET salt = sha256('')")
    report = look()
    kept = report.found[What.VERSION_CHANGED]
    assert len(kept) == EXAMPLES < report.counts[What.VERSION_CHANGED]
    assert str(kept[0]).startswith("Row ")


@pytest.mark.parametrize("what", What, ids=lambda what: what.code)
def test_every_finding_says_what_and_what_it_means(what):
    assert what.says.count("{}") == 1
    assert what.means.endswith(".")


# The second implementation agrees with the first


TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), TEXT, st.binary(), st.dates(),
    st.datetimes(timezones=st.just(UTC)), st.uuids(),
)  # fmt: skip


@given(
    st.dictionaries(TEXT.filter(lambda name: "\x00" not in name), VALUES, min_size=1),
    st.binary(min_size=32, max_size=32),
)
def test_the_fast_way_to_a_commitment_is_the_defined_one(fields, salt):
    names = sorted(fields)
    written = [canonical(fields[name]) for name in names]
    assert commitment_of(prepared(names), written, salt) == commitment(fields, salt)


def test_rows_are_read_from_the_database_as_the_mapper_reads_them(said):
    odd = Report(teller=Teller.PROFESSIONAL, worry=ODD, seen=ODD, safe_now="unsure")
    receive(code=new_code(), draft=a_draft(report=odd), door=Door.FORM, by=PUBLIC, at=MONDAY)
    looked_at = set()
    for table in tables().values():
        for row in table.model.objects.all():
            opened = table.open([row.pk])[row.pk]
            if opened.written is None:
                continue
            fields = committed_fields(row)
            assert list(opened.written) == [canonical(fields[name]) for name in sorted(fields)], table.name
            looked_at.add(table.name)
    assert looked_at >= {
        "referrals_contactversion",
        "referrals_childversion",
        "people_referrerversion",
        "referrals_act",
    }


def test_nearly_every_table_is_read_the_fast_way():
    slow = {name for name, table in tables().items() if table._select is None}
    assert slow == {"staffing_configurationversion", "confidentiality_batchversion"}
    assert {table.model for table in tables().values()} == {
        model for model in apps.get_models() if issubclass(model, Version)
    }


def test_an_entry_is_read_as_it_was_written(log):
    for row in Entry.objects.all():
        written = bytes(row.entry)
        read, said = read_entry(written), json.loads(written)
        assert read is not None
        assert (read.kind, read.number, read.record, read.asserted) == (
            said["kind"], said["number"], said["record"], said["asserted"]
        )  # fmt: skip
        assert (read.commitment.hex(), read.previous.hex() if read.previous else None) == (
            said["commitment"], said["previous"]
        )  # fmt: skip
        assert canonical(said) == written


@pytest.mark.parametrize("change", [
    lambda said: {**said, "name": "Bram"},
    lambda said: {**said, "kind": "Bram Testerly"},
    lambda said: {**said, "kind": "contact"},
    lambda said: {**said, "number": 0},
    lambda said: {**said, "number": 10**9},
    lambda said: {**said, "commitment": said["commitment"].upper()},
    lambda said: {**said, "role": "a role"},
    lambda said: {**said, "recorded": "2026-06-01"},
    lambda said: {name: said[name] for name in said if name != "previous"},
])  # fmt: skip
def test_what_no_act_would_write_is_no_entry(change):
    written = entry(
        "contact.received", record=UUID(int=1), number=1, commitment=b"\xcc" * 32, previous=None, by=SYSTEM,
        asserted=MONDAY, recorded=MONDAY,
    )  # fmt: skip
    assert read_entry(written)
    assert read_entry(canonical(change(json.loads(written)))) is None
    assert read_entry(json.dumps(json.loads(written)).encode()) is None


# The command


@pytest.fixture
def committed(transactional_db, as_owner):
    with as_owner():
        a_world()
        for _ in range(3):
            receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=datetime.now(UTC))
        give_places(at=MONDAY)


def fsck(*words, at=None):
    at = at or CLUSTER.address(SUPERUSER, database=connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "threshold.doors.console", "fsck", *words]
    here = {**os.environ, "THRESHOLD_OWNER_DATABASE_URL": at}
    return subprocess.run(command, env=here, capture_output=True, text=True, check=False)


def test_the_command_answers_people_and_programs_alone_and_with_helpers(committed, as_owner):
    whole = fsck("--processes", "2", "--json")
    answer = json.loads(whole.stdout)
    assert (whole.returncode, answer["result"], answer["findings"]) == (0, "clean", []), whole
    assert answer["entries"] == Salt.objects.count() > 10
    assert len(answer["notes"]) == 2

    with as_owner():
        rewrite("UPDATE referrals_contactversion SET worry = 'Nothing at all.'")

    (finding,) = json.loads(fsck("--processes", "2", "--json").stdout)["findings"]
    assert (finding["what"], finding["number"], len(finding["examples"])) == ("row-changed", 3, 3)
    told = fsck("--processes", "0")
    assert "Some word, name, number or time in the row was changed" in told.stdout
    assert (told.returncode, "3 things do not fit." in told.stdout) == (1, True)


def test_what_cannot_be_checked_is_neither_clean_nor_found(tmp_path):
    for words in (("--key", "no key"), ("--checkpoint", "absent"), ("--checkpoint", __file__)):
        with pytest.raises(CannotCheck):
            what_was_given(**{"keys": [], "checkpoints": [], f"{words[0][2:]}s": [words[1]]})
    nowhere = fsck("--json", at=f"postgresql://nobody@/none?host={tmp_path}")
    assert (nowhere.returncode, json.loads(nowhere.stdout)["result"]) == (2, "unchecked")
    nothing = fsck("--key", "no key")
    assert (nothing.returncode, "Nothing was checked." in nothing.stderr) == (2, True)
