"""A receipt stands in the ledger by itself: whoever holds it can prove it, whatever is erased around it."""

import json

import pytest
from django.db import connection

from tests.world import MONDAY, a_draft, a_world
from threshold.confidentiality.rules import PUBLIC
from threshold.ledger.models import Salt
from threshold.ledger.rules import commitment, leaf_hash
from threshold.referrals.actions.receive import receive
from threshold.referrals.models import Contact, Receipt, ReceiptVersion
from threshold.referrals.queries import receipt_opened
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.words import Door
from threshold.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["a person sends it", "a call handler types it in"])
def given(request):
    """Return the code and the reference on a receipt."""
    world = a_world()
    by, door = (PUBLIC, Door.FORM) if "sends" in request.param else (world.handler, Door.TELEPHONE)
    code = new_code()
    ref = receive(code=code, draft=a_draft(), door=door, typed_by=by.name, by=by, at=MONDAY).ref
    return code, ref


def waiting(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger_outbox ORDER BY id")
        return [bytes(entry) for (entry,) in cursor.fetchall()]


def test_the_receipts_entry_can_be_made_again_byte_for_byte(given, as_owner):
    code, _ = given

    opened = receipt_opened(code=code, viewer=PUBLIC)

    (waits,) = (entry for entry in waiting(as_owner) if json.loads(entry)["kind"] == "receipt.given")
    assert opened.entry == waits
    assert opened.leaf == leaf_hash(waits)


def test_the_receipt_opens_what_its_entry_commits_to_and_nothing_else(given):
    code, ref = given

    opened = receipt_opened(code=code, viewer=PUBLIC)

    assert commitment(opened.fields, opened.salt).hex() == json.loads(opened.entry)["commitment"]
    assert set(opened.fields) == {
        "event_at", "recorded_at", "by_ref", "by_role", "number", "ref", "received_at", "origin"
    }  # fmt: skip
    assert opened.fields["ref"] == ref
    assert opened.fields["received_at"] == "2026-03-02T10:00:00.000000Z"
    assert not Salt.objects.exclude(record=Receipt.objects.get().ledger_ref).filter(salt=opened.salt).exists()


def test_the_receipt_stays_provable_when_all_else_about_the_contact_is_erased(given, as_owner):
    code, ref = given
    receipt = Receipt.objects.get()
    assert receipt.ledger_ref != Contact.objects.get(ref=ref).ledger_ref
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.erasing = 'on'")
        cursor.execute("UPDATE ledger_salt SET salt = NULL WHERE record <> %s", [receipt.ledger_ref])

    opened = receipt_opened(code=code, viewer=PUBLIC)

    assert commitment(opened.fields, opened.salt).hex() == json.loads(opened.entry)["commitment"]


def test_a_receipt_whose_own_salt_is_erased_keeps_its_entry_and_opens_nothing(given, as_owner):
    code, _ = given
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL threshold.erasing = 'on'; UPDATE ledger_salt SET salt = NULL")

    opened = receipt_opened(code=code, viewer=PUBLIC)

    assert opened.salt is None
    assert leaf_hash(opened.entry) == opened.leaf


def test_a_code_nobody_was_given_opens_no_receipt(given):
    assert ReceiptVersion.objects.count() == 1

    with pytest.raises(NotFound):
        receipt_opened(code=new_code(), viewer=PUBLIC)
