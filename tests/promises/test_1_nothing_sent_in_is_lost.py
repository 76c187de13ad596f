"""Promise 1: everything sent in is stored before anyone is answered, and a reference given out always exists."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.world import MONDAY, World, a_draft, a_world
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.evidence.models import EvidenceFile
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.attach import attach
from threshold.referrals.actions.discard_draft import discard_draft
from threshold.referrals.actions.expire_drafts import expire_drafts
from threshold.referrals.actions.save_draft import SentAlready, save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Contact, ContactVersion, SavedDraft
from threshold.referrals.queries import draft_under
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.report import Draft, Report, WorryMissing
from threshold.refusals import NotFound

Sent = tuple[str, str]

WORDS = [
    ("O'Neill's boy & <b>the girl</b>", "an apostrophe and markup"),
    ("Nguyễn, Łukasz, علي, さくら", "names in many scripts"),
    ("😢👶🏽", "emoji"),
    ("x" * 20_000, "twenty thousand characters"),
    ("before\u202eafter", "a right-to-left override"),
    ("   indented\n\n\n  and spaced  ", "white space as it was typed"),
]


@pytest.mark.parametrize(("words", "because"), WORDS, ids=[because for _, because in WORDS])
def test_the_words_are_stored_as_they_were_given(
    send_in: Callable[..., Sent], words: str, because: str
) -> None:
    ref, _ = send_in(report=Report(worry=words))
    assert ContactVersion.objects.get(contact__ref=ref, number=1).worry == words


def test_nothing_but_the_worry_is_required(send_in: Callable[..., Sent]) -> None:
    ref, _ = send_in(
        report=Report(worry="Somebody is crying next door."),
        children=(),
        standing=Standing.ANONYMOUS,
        identity=Identity(),
    )
    contact = Contact.objects.get(ref=ref)
    assert contact.children.count() == 1, "a child not named has a decision of their own all the same"
    assert contact.called == "a child not named"


def test_a_report_without_a_worry_is_refused_and_stays_a_draft(world: World) -> None:
    code = new_code()
    save_draft(code=code, draft=a_draft(report=Report(worry="  ")), by=PUBLIC, at=MONDAY)
    with pytest.raises(WorryMissing):
        send(code=code, by=PUBLIC, at=MONDAY)
    assert SavedDraft.objects.count() == 1


def test_what_was_typed_comes_back_with_the_code_and_only_with_it(world: World) -> None:
    code, typed = new_code(), a_draft()
    save_draft(code=code, draft=typed, by=PUBLIC, at=MONDAY)
    assert draft_under(code=code, viewer=PUBLIC, at=MONDAY)[0] == typed
    with pytest.raises(NotFound):
        draft_under(code=new_code(), viewer=PUBLIC, at=MONDAY)


def test_a_draft_is_kept_for_its_stated_time_and_not_longer(world: World) -> None:
    code = new_code()
    save_draft(code=code, draft=Draft(), by=PUBLIC, at=MONDAY)
    assert expire_drafts(by=SYSTEM, at=MONDAY + timedelta(days=7, seconds=-1)) == 0
    assert expire_drafts(by=SYSTEM, at=MONDAY + timedelta(days=7)) == 1


def test_a_draft_in_the_database_holds_no_word_of_what_was_typed(world: World) -> None:
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)
    row = SavedDraft.objects.get()
    kept = bytes(row.sealed) + bytes(row.code_digest)
    assert b"number 12" not in kept
    assert code.encode() not in kept


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_of_the_button_at_once_store_one_report() -> None:
    a_world()
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)

    def press(_: int) -> str:
        try:
            return send(code=code, by=PUBLIC, at=MONDAY).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        refs = set(pool.map(press, range(50)))
    assert refs == {Contact.objects.get().ref}


def a_file_for(code: str) -> None:
    attach(
        code=code, stream=[b"%PDF-1.7"], name="letter.pdf", said="", giver="us", by=PUBLIC, at=MONDAY
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("finish", "files", "because"),
    [
        (send, 1, "a file that is still being kept when Send is pressed goes with the report"),
        (discard_draft, 0, "and one that is still being kept when the draft is deleted goes with the draft"),
    ],
)
def test_no_file_is_left_behind_with_a_draft_that_is_gone(
    finish: Callable[..., object], files: int, because: str
) -> None:
    a_world()
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)

    def press() -> None:
        try:
            finish(code=code, by=PUBLIC, at=MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            a_file_for(code)
            pressed = pool.submit(press)
            wait([pressed], timeout=1)
        pressed.result()
    assert not EvidenceFile.objects.filter(draft__isnull=False).exists(), because
    assert EvidenceFile.objects.count() == files, because


def test_a_file_for_a_report_that_was_sent_is_refused_and_not_kept(world: World) -> None:
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)
    send(code=code, by=PUBLIC, at=MONDAY)
    with pytest.raises(SentAlready):
        a_file_for(code)
    with pytest.raises(NotFound):
        a_file_for(new_code())
    assert EvidenceFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_reports_at_once_are_fifty_reports() -> None:
    a_world()
    codes = [new_code() for _ in range(50)]
    for code in codes:
        save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)

    def press(code: str) -> str:
        try:
            return send(code=code, by=PUBLIC, at=MONDAY).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        refs = set(pool.map(press, codes))
    assert refs == set(Contact.objects.values_list("ref", flat=True))
    assert len(refs) == 50
