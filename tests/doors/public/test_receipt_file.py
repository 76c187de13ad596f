"""The receipt file: for whoever holds the code, at once, and with its proof as soon as there is one."""

import pytest
from django.db import connection
from django.utils import timezone

from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.doors.public.holding import Stage
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.receipts import Answer, Receipt, findings
from threshold.ledger.signing import sign_head
from threshold.referrals.queries import contact_behind
from threshold.tlog.notes import COSIGNATURE, PrivateKey, cosignature

from .conftest import Person, a_sent_report

pytestmark = pytest.mark.django_db

KEY = PrivateKey("fennmarsh.example/ledger", bytes(range(32)))
WITNESS = PrivateKey("saltby.example/witness", bytes(range(1, 33)), COSIGNATURE)
ADDRESS = "/report/sent/notes.txt"


@pytest.fixture
def ledger(as_owner, tmp_path):
    """Return what the sequencer and the signer do, and on request a witness."""

    def go_on(*, witnessed: bool = False) -> None:
        with as_owner():
            while integrate(at=timezone.now()):
                pass
            signed = sign_head(keys=[KEY], state=tmp_path / "signed", by=SYSTEM, at=timezone.now())
            if witnessed:
                text = signed.note.partition("\n\n")[0] + "\n"
                line = cosignature(text, WITNESS, time=int(timezone.now().timestamp())).line
                cosign(
                    checkpoint=signed.number, witness=WITNESS.name, line=line, by=SYSTEM, at=timezone.now()
                )

    return go_on


def saved(person: Person) -> Receipt:
    answer = person.client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer["Cache-Control"] == "no-store"
    return Receipt.parse(answer.content.decode())


def answers(receipt: Receipt) -> dict[str, Answer]:
    found = findings(receipt, keys=[KEY.public], witnesses=[WITNESS.public])
    return {each.part: each.answer for each in found}


def test_the_file_is_there_at_once_and_says_that_its_proof_comes_later(person: Person):
    code = person.tells()
    receipt = saved(person)
    assert receipt.proof is None
    assert receipt.reference.value == contact_behind(code=code, viewer=PUBLIC).ref
    assert answers(receipt) == {
        "entry": Answer.HOLDS,
        "reference": Answer.HOLDS,
        "time": Answer.HOLDS,
        "place": Answer.UNTOLD,
    }
    page = person.sees("/report/sent")
    assert "Not yet sealed" in page
    assert "it does not prove what you wrote" in page


def test_once_a_checkpoint_is_over_it_the_file_holds_the_proof(person: Person, ledger):
    code = person.tells()
    before = saved(person)
    ledger(witnessed=True)
    receipt = saved(person)
    assert set(answers(receipt).values()) == {Answer.HOLDS}
    assert receipt.leaf == before.leaf
    assert code not in str(receipt).replace("-", "")
    page = person.sees("/report/sent")
    assert ">Sealed</strong> It is in the ledger that was signed on" in page
    assert "saltby.example/witness outside this council has seen it" in page


def test_the_proof_is_under_the_newest_checkpoint_that_a_witness_has_seen(person: Person, ledger):
    person.tells()
    ledger(witnessed=True)
    a_sent_report(at=timezone.now())
    ledger()
    assert answers(saved(person))[f"witness {WITNESS.name}"] is Answer.HOLDS


def test_a_report_that_is_newer_than_what_a_witness_saw_is_proved_without(person: Person, ledger):
    a_sent_report(at=timezone.now())
    ledger(witnessed=True)
    person.tells()
    ledger()
    found = answers(saved(person))
    assert (found["place"], found["signature"]) == (Answer.HOLDS, Answer.HOLDS)
    assert found[f"witness {WITNESS.name}"] is Answer.UNTOLD


def test_a_place_without_a_checkpoint_is_not_yet_sealed(person: Person, as_owner):
    person.tells()
    with as_owner():
        integrate(at=timezone.now())
    assert saved(person).proof is None
    assert "Not yet sealed" in person.sees("/report/sent")


def test_a_checkpoint_over_another_log_is_no_proof(person: Person, ledger, as_owner):
    a_sent_report(at=timezone.now())
    person.tells()
    ledger()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute('UPDATE ledger_entry SET leaf = %s WHERE "index" = 0', [b"x" * 32])
        cursor.execute("SET session_replication_role = origin")
    assert saved(person).proof is None
    assert "Not yet sealed" in person.sees("/report/sent")


def test_a_damaged_log_breaks_no_page_of_the_person_who_told_us(person: Person, ledger, as_owner):
    a_sent_report(at=timezone.now())
    person.tells()
    ledger()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute('DELETE FROM ledger_entry WHERE "index" = 0')
        cursor.execute("SET session_replication_role = origin")
    assert saved(person).proof is None
    assert "Not yet sealed" in person.sees("/report/sent")


def test_whoever_comes_back_with_the_code_gets_it_and_nobody_else(person: Person, ledger):
    code, ref = a_sent_report(at=timezone.now())
    ledger()
    assert 'name="code"' in person.sees(ADDRESS)
    person.comes_back(code, ref)
    assert "Sealed" in person.sees("/follow")
    assert saved(person).proof
    stranger = Person()
    stranger.starts()
    assert stranger.client.get(ADDRESS).status_code == 302


def test_when_what_opens_the_receipt_was_erased_there_is_no_file(person: Person, as_owner):
    person.tells()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.erasing = 'on'")
        cursor.execute("UPDATE ledger_salt SET salt = NULL")
    assert "Your receipt file" not in person.sees("/report/sent")
    assert person.client.get(ADDRESS).status_code == 404


def test_the_file_takes_few_questions_to_the_database(person: Person, ledger, django_assert_max_num_queries):
    code, _ = a_sent_report(at=timezone.now())
    ledger(witnessed=True)
    person.holds(code, stage=Stage.FOLLOWING)
    person.sees("/follow")
    with django_assert_max_num_queries(8):
        person.client.get(ADDRESS)
