"""Keeping files: sealed and typed on the way in, one bad one alone refused, and following the report it became."""

import errno
import hashlib
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from threshold.confidentiality.rules import PUBLIC, Role, Viewer
from threshold.confidentiality.sealing import unseal
from threshold.evidence import rules, vault
from threshold.evidence.actions.adopt import adopt
from threshold.evidence.actions.expire import expire
from threshold.evidence.actions.keep import keep
from threshold.evidence.actions.remove import remove
from threshold.evidence.actions.sweep import sweep
from threshold.evidence.models import EvidenceFile, Provenance
from threshold.evidence.queries import files_of, files_of_draft
from threshold.evidence.vault import open_sealed, seal_stream
from threshold.refusals import NotFound

from .making import EXCEL, MACROS, SURGERY, WORD, in_pieces, package, photograph, too_large, word

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
SENT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
DRAFT, OTHER_DRAFT, CONTACT = UUID(int=1), UUID(int=2), UUID(int=3)
WORKER = Viewer(ref=UUID(int=9), worker_id=1, name="Wren Abara", role=Role.CALL_HANDLER)


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def on_disk(folder):
    return {path.name for path in folder.rglob("*") if path.is_file()}


def keep_one(
    content=None, *, draft=DRAFT, about=None, name="Zsófia's bruise.jpg", said="her arm on Monday", by=PUBLIC
):
    stream = in_pieces(photograph(64, 64) if content is None else content)
    return keep(about=about, draft=draft, stream=stream, name=name, said=said, giver="public", by=by, at=AT)


def entries(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger_outbox ORDER BY id")
        return [json.loads(bytes(entry)) for (entry,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_photograph_is_kept_whole_with_its_digest_and_what_its_metadata_say():
    content = photograph()

    file = EvidenceFile.objects.get(pk=keep_one(content).pk)

    assert (file.kind, file.size) == ("jpeg", len(content))
    assert bytes(file.digest) == hashlib.sha256(content).digest()
    with open_sealed(file) as reader:
        opened = reader.read()
    assert opened == content
    assert SURGERY.encode() in opened


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["evidence_evidencefile", "evidence_provenance"])
def test_neither_disk_nor_database_shows_what_it_is_called_or_holds(folder, table):
    keep_one(photograph())
    adopt(draft=DRAFT, about=CONTACT, by=PUBLIC, at=SENT)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json({table})::text FROM {table}")  # noqa: S608
        (row,) = (words for (words,) in cursor.fetchall())
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for said in ("Zsófia", "bruise", "Monday"):
        assert said not in row
        assert said.encode().hex() not in row
        assert said.encode() not in stored
    assert SURGERY.encode() not in stored


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "refusal"), [
    (b"", rules.Empty),
    (b"<svg onload=alert(1)>", rules.HoldsProgram),
    (package(["word/document.xml", "word/vbaProject.bin"], declares=WORD), rules.HoldsMacros),
    (package(["word/document.xml"], declares=MACROS), rules.HoldsMacros),
    (package(["word/document.xml"], declares=EXCEL), rules.Packed),
    (package(["kitchen.jpg"], declares="image/jpeg"), rules.Packed),
    (word()[:-30], rules.Damaged),
    (b"PK\x03\x04" + b"\x00" * 500, rules.Damaged),
])  # fmt: skip
def test_a_file_that_is_not_taken_leaves_nothing_and_says_why(folder, content, refusal):
    good = keep_one()

    with pytest.raises(refusal, match=r"^kitchen\.jpg: "):
        keep_one(content, name="kitchen.jpg")

    assert on_disk(folder) == {f"{good.storage}.sealed"}
    assert EvidenceFile.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "kind"), [
    (word(), "word"), (package(["xl/workbook.xml"], declares=EXCEL), "excel"),
])  # fmt: skip
def test_office_documents_are_known_by_their_parts(content, kind):
    assert keep_one(content, name="letter").kind == kind


def doctored(content, at, new):
    return content[:at] + new + content[at + len(new) :]


@pytest.mark.django_db
def test_a_zip_file_made_to_fill_the_memory_is_refused_before_it_is_read(monkeypatch):
    content = word()
    monkeypatch.setattr(zipfile, "ZipFile", None)
    end = content.rfind(b"PK\x05\x06")
    large = doctored(content, end + 12, (2 * rules.MEGABYTE).to_bytes(4, "little"))
    two_ends = content[:end] + b"PK\x06\x07" + b"\x00" * 16 + content[end:]

    for bomb in (large, two_ends):
        with pytest.raises(rules.Packed):
            keep_one(bomb)


@pytest.mark.django_db
def test_every_way_of_breaking_a_document_is_refused_in_words():
    content = word()
    taken = 0
    for at in range(0, len(content), 7):
        try:
            keep_one(doctored(content, at, b"\xff\x00\xff"), draft=uuid4())
            taken += 1
        except rules.FileRefused as refusal:
            assert str(refusal)  # noqa: PT017
    assert taken


@pytest.mark.django_db
def test_more_than_a_file_may_have_is_not_even_read_to_its_end(folder):
    with pytest.raises(rules.TooLarge):
        keep(about=None, draft=DRAFT, stream=too_large(), name="x", said="", giver="public", by=PUBLIC, at=AT)

    assert on_disk(folder) == set()


@pytest.mark.django_db
def test_more_files_than_a_report_may_have_are_refused_one_by_one(monkeypatch):
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    keep_one(), keep_one()

    with pytest.raises(rules.TooMany):
        keep_one()
    keep_one(draft=OTHER_DRAFT)


@pytest.mark.django_db
def test_a_drafts_files_follow_the_report_with_an_entry_each(as_owner):
    one, two = keep_one(), keep_one(said="the kitchen")
    keep_one(draft=OTHER_DRAFT)
    assert entries(as_owner) == []

    assert adopt(draft=DRAFT, about=CONTACT, by=PUBLIC, at=SENT) == 2

    assert [line.storage for line in files_of(about=CONTACT, viewer=WORKER)] == [one.storage, two.storage]
    assert files_of_draft(draft=DRAFT, viewer=PUBLIC) == ()
    assert len(files_of_draft(draft=OTHER_DRAFT, viewer=PUBLIC)) == 1
    said = entries(as_owner)
    assert [entry["kind"] for entry in said] == ["evidence.received"] * 2
    assert [entry["record"] for entry in said] == [str(one.ledger_ref), str(two.ledger_ref)]
    assert (said[0]["asserted"], said[0]["recorded"]) == (
        "2026-06-01T09:00:00.000000Z",
        "2026-06-01T09:30:00.000000Z",
    )
    version = Provenance.objects.get(file=two)
    context = f"evidence:{two.storage}:said"
    assert (unseal(bytes(version.sealed_said), context=context), bytes(version.digest), version.giver) == (
        b"the kitchen",
        bytes(two.digest),
        "public",
    )


@pytest.mark.django_db
def test_a_draft_without_files_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert adopt(draft=DRAFT, about=CONTACT, by=PUBLIC, at=SENT) == 0


@pytest.mark.django_db
def test_a_second_draft_for_the_same_report_adds_to_it(as_owner):
    keep_one()
    adopt(draft=DRAFT, about=CONTACT, by=PUBLIC, at=SENT)
    keep_one(draft=OTHER_DRAFT)

    assert adopt(draft=OTHER_DRAFT, about=CONTACT, by=PUBLIC, at=SENT) == 1
    assert [entry["number"] for entry in entries(as_owner)] == [1, 1]


@pytest.mark.django_db
def test_what_a_worker_adds_has_its_entry_at_once(as_owner):
    file = keep_one(draft=None, about=CONTACT, by=WORKER)

    (entry,) = entries(as_owner)
    assert (entry["record"], entry["role"], entry["actor"]) == (
        str(file.ledger_ref),
        "call-handler",
        str(WORKER.ref),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("draft", "about"), [(None, None), (DRAFT, CONTACT)])
def test_a_file_belongs_to_a_draft_or_a_record_and_never_to_both_or_neither(folder, draft, about):
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_one(draft=draft, about=about)

    assert on_disk(folder) == set()


@pytest.mark.django_db
def test_names_and_words_are_shown_to_those_who_read_cases(folder):
    keep_one(name="C:\\phone\\Zsófia's bruise.jpg")
    adopt(draft=DRAFT, about=CONTACT, by=PUBLIC, at=SENT)

    (line,) = files_of(about=CONTACT, viewer=WORKER)

    assert (line.name, line.said, line.kind) == (
        "Zsófia's bruise.jpg",
        "her arm on Monday",
        "photograph (JPEG)",
    )
    administrator = Viewer(ref=UUID(int=8), worker_id=2, name="", role=Role.ADMINISTRATOR)
    for viewer in (PUBLIC, administrator):
        with pytest.raises(NotFound):
            files_of(about=CONTACT, viewer=viewer)


@pytest.mark.django_db
def test_a_file_that_cannot_be_put_away_is_refused_in_words(folder):
    folder.mkdir()
    for name in range(256):
        (folder / f"{name:02x}").touch()

    with pytest.raises(rules.NotStored, match="we could not store this file"):
        keep_one()

    assert not EvidenceFile.objects.exists()
    assert len(on_disk(folder)) == 256


@pytest.mark.django_db
def test_what_a_disk_does_not_let_go_is_taken_out_all_the_same(
    folder, monkeypatch, django_capture_on_commit_callbacks
):
    file = keep_one()

    def takes_nothing_more(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(vault.Path, "unlink", takes_nothing_more)
    with django_capture_on_commit_callbacks(execute=True):
        remove(storage=file.storage, draft=DRAFT)

    assert not EvidenceFile.objects.exists()
    assert on_disk(folder), "the sweep takes it later"


@pytest.mark.django_db
def test_a_file_is_taken_out_of_its_draft_and_destroyed(folder, django_capture_on_commit_callbacks):
    mine, stays = keep_one(), keep_one()

    with django_capture_on_commit_callbacks(execute=True):
        remove(storage=mine.storage, draft=DRAFT)

    assert on_disk(folder) == {f"{stays.storage}.sealed"}
    assert list(EvidenceFile.objects.values_list("storage", flat=True)) == [stays.storage]


@pytest.mark.django_db
def test_nobody_takes_a_file_out_of_anothers_draft_or_out_of_a_report(folder):
    mine, sent = keep_one(), keep_one(draft=OTHER_DRAFT)
    adopt(draft=OTHER_DRAFT, about=CONTACT, by=PUBLIC, at=SENT)

    for storage, draft in [(mine.storage, OTHER_DRAFT), (sent.storage, OTHER_DRAFT), (uuid4(), DRAFT)]:
        with pytest.raises(NotFound):
            remove(storage=storage, draft=draft)

    assert on_disk(folder) == {f"{mine.storage}.sealed", f"{sent.storage}.sealed"}


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_rolls_back_destroys_nothing(folder):
    mine = keep_one()

    with transaction.atomic():
        remove(storage=mine.storage, draft=DRAFT)
        transaction.set_rollback(True)

    assert on_disk(folder) == {f"{mine.storage}.sealed"}
    with open_sealed(EvidenceFile.objects.get()) as reader:
        assert reader.read(2) == b"\xff\xd8"


@pytest.mark.django_db
def test_drafts_that_were_never_sent_take_their_files_with_them(folder, django_capture_on_commit_callbacks):
    keep_one(), keep_one()
    sent = keep_one(draft=OTHER_DRAFT)
    adopt(draft=OTHER_DRAFT, about=CONTACT, by=PUBLIC, at=SENT)

    with django_capture_on_commit_callbacks(execute=True):
        assert expire(drafts=[DRAFT, OTHER_DRAFT]) == 2

    assert on_disk(folder) == {f"{sent.storage}.sealed"}


@pytest.mark.django_db(transaction=True)
def test_what_a_rollback_left_is_swept_and_what_is_known_or_new_stays(folder):
    known = keep_one()
    with transaction.atomic():
        keep_one()
        transaction.set_rollback(True)
    seal_stream([b"broken off"], head_bytes=512)
    assert len(on_disk(folder)) == 3

    assert sweep(before=AT) == 0
    assert sweep(before=FUTURE) == 2

    assert on_disk(folder) == {f"{known.storage}.sealed"}


@pytest.fixture
def door(client, settings, tmp_path):
    settings.ROOT_URLCONF = "tests.evidence.door"
    settings.MIDDLEWARE = []
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temp"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return client


def a_file(name, content):
    file = BytesIO(content)
    file.name = name
    return file


@pytest.mark.django_db
def test_one_bad_file_in_a_form_leaves_the_rest_and_the_words_intact(door, folder, settings):
    answer = door.post("/upload/", {"words": "She limps.", "files": [
        a_file("one.jpg", photograph()), a_file("two.jpg", b"<html>" + b" " * 200_000),
        a_file("three.jpg", photograph(32, 32)),
    ]})  # fmt: skip

    assert answer.json()["words"] == "She limps."
    (refused,) = answer.json()["refused"]
    assert refused.startswith("two.jpg: this file can run instructions")
    assert [line.name for line in files_of_draft(draft=DRAFT, viewer=PUBLIC)] == ["one.jpg", "three.jpg"]
    assert len(on_disk(folder)) == 2
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


@pytest.mark.django_db
def test_an_upload_is_sealed_while_it_arrives(door, folder, monkeypatch):
    content = photograph(1200, 900)
    seen = []
    write = vault.SealedWriter.write

    def write_and_look(writer, chunk):
        write(writer, chunk)
        writer._file.flush()
        seen.append(b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()))

    monkeypatch.setattr(vault.SealedWriter, "write", write_and_look)

    door.post("/upload/", {"files": a_file("large.jpg", content)})

    assert len(seen) > 3
    assert len(seen[-1]) > len(content) * 0.8
    assert SURGERY.encode() in content
    for stored in seen:
        assert SURGERY.encode() not in stored
        assert content[-64:] not in stored


@pytest.mark.django_db
def test_a_file_that_no_door_asked_for_is_gone_after_the_request(door, folder):
    assert door.post("/nobody-takes/", {"files": a_file("a.jpg", photograph())}).json() == {"files": 1}

    assert on_disk(folder) == set()


@pytest.mark.django_db
def test_the_types_and_lengths_that_a_client_declares_are_not_believed(door):
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="files"; filename="../../a.exe"\r\n'
        b"Content-Type: text/html\r\nContent-Length: 3\r\n\r\n" + photograph(16, 16) + b"\r\n--edge--\r\n"
    )

    answer = door.post("/upload/", body, content_type="multipart/form-data; boundary=edge")

    assert answer.json()["refused"] == []
    (line,) = files_of_draft(draft=DRAFT, viewer=PUBLIC)
    assert (line.name, line.kind) == ("a.exe", "photograph (JPEG)")


@pytest.mark.django_db
def test_a_file_larger_than_allowed_is_dropped_while_it_arrives(door, folder, monkeypatch):
    monkeypatch.setattr(rules, "LARGEST_FILE", 100_000)
    answer = door.post(
        "/upload/", {"files": [a_file("long.mp4", photograph(900, 900)), a_file("ok.jpg", photograph(9, 9))]}
    )

    (refused,) = answer.json()["refused"]
    assert refused.startswith("long.mp4: this file is larger")
    assert len(on_disk(folder)) == 1


@pytest.mark.django_db
def test_one_form_cannot_fill_the_disk(door, folder, monkeypatch):
    monkeypatch.setattr(rules, "MOST_BYTES", 300_000)
    monkeypatch.setattr(rules, "MOST_FILES", 3)
    large, small = photograph(700, 700), photograph(9, 9)
    assert 150_000 < len(large) < 300_000

    answer = door.post(
        "/upload/", {"files": [a_file("1.jpg", large), a_file("2.jpg", large), a_file("3.jpg", small)]}
    )
    assert [refusal[:6] for refusal in answer.json()["refused"]] == ["2.jpg:", "3.jpg:"]
    assert len(on_disk(folder)) == 1

    door.post("/nobody-takes/", {"files": [a_file("a.jpg", small)] * 9})
    assert len(on_disk(folder)) == 1


@pytest.mark.django_db
def test_when_keys_or_disk_fail_nothing_is_stored_and_the_rest_of_the_form_arrives(
    door, folder, settings, tmp_path
):
    settings.KEYS_DIR = tmp_path / "no-keys"
    answer = door.post("/upload/", {"words": "She limps.", "files": a_file("one.jpg", photograph())})

    assert answer.json()["words"] == "She limps."
    assert "could not store this file" in answer.json()["refused"][0]
    assert on_disk(folder) == set()
