"""Promise 5: every read of a child's record is recorded in the transaction that reads it, and cannot be unrecorded."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg import sql

from tests.doors.conftest import signed_in, world  # noqa: F401
from tests.world import MONDAY, World, a_draft
from threshold.confidentiality.models import Read, RefusedAct
from threshold.confidentiality.rules import PUBLIC, Role
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Contact
from threshold.referrals.rules.codes import new_code

Owner = Callable[[], AbstractContextManager[None]]
SignedIn = Callable[[Role], Client]

NAME = "Bram Testerly"
WAYS_TO_A_CHILD = [
    "staff:contact",
    "staff:contact-hand-over",
    "staff:contact-acknowledge",
    "staff:contact-respond",
    "staff:contact-screen",
    "staff:contact-tell",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(world: World) -> Contact:  # noqa: F811
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)
    ref = send(code=code, by=PUBLIC, at=MONDAY).ref
    accept(ref=ref, by=world.screener, at=MONDAY)
    return Contact.objects.get(ref=ref)


def reads(as_owner: Owner, contact: Contact) -> int:
    with as_owner():
        return Read.objects.filter(shown__contains=[contact.ledger_ref]).count()


@pytest.mark.parametrize("name", WAYS_TO_A_CHILD)
def test_a_page_that_shows_a_child_is_a_row(
    name: str, held: Contact, signed_in: SignedIn, as_owner: Owner  # noqa: F811
) -> None:  # fmt: skip
    client = signed_in(Role.SCREENING_WORKER)
    before = reads(as_owner, held)
    page = client.get(reverse(name, args=[held.ref])).content.decode()
    if NAME in page:
        assert reads(as_owner, held) == before + 1, name
    else:
        assert "the little one" not in page


def test_a_list_is_one_row_with_all_that_it_showed(
    held: Contact, signed_in: SignedIn, as_owner: Owner  # noqa: F811
) -> None:  # fmt: skip
    page = signed_in(Role.SCREENING_WORKER).get(reverse("staff:worklist"), {"whose": "mine"})
    assert NAME in page.content.decode()
    assert reads(as_owner, held) == 1


def test_a_search_is_a_row_although_it_is_only_a_question(
    held: Contact, signed_in: SignedIn, as_owner: Owner  # noqa: F811
) -> None:  # fmt: skip
    client = signed_in(Role.SCREENING_WORKER)
    client.get(reverse("staff:search"))
    token = client.cookies["csrftoken"].value
    client.post(reverse("staff:search"), {"reference": held.ref, "csrfmiddlewaretoken": token})
    with as_owner():
        assert Read.objects.filter(kind="search").count() == 1


def test_what_cannot_be_recorded_is_not_shown(
    held: Contact, signed_in: SignedIn, as_owner: Owner  # noqa: F811
) -> None:  # fmt: skip
    client = signed_in(Role.SCREENING_WORKER)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE confidentiality_read ADD CONSTRAINT nothing_more CHECK (false) NOT VALID")
    with transaction.atomic():
        answer = client.get(reverse("staff:contact", args=[held.ref]))
        transaction.set_rollback(True)
    assert answer.status_code >= 500
    assert NAME not in answer.content.decode()


def test_a_refusal_is_recorded_although_what_was_asked_is_rolled_back(
    held: Contact, signed_in: SignedIn, as_owner: Owner  # noqa: F811
) -> None:  # fmt: skip
    answer = signed_in(Role.ADMINISTRATOR).get(reverse("staff:contact", args=[held.ref]))
    assert answer.status_code == 404
    with as_owner():
        assert RefusedAct.objects.filter(role=Role.ADMINISTRATOR).count() == 1


@pytest.mark.parametrize("table", ["confidentiality_read", "confidentiality_refusedact"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET role = 'x'", "SELECT * FROM {}", "TRUNCATE {}"]
)
def test_the_web_role_can_neither_take_a_row_back_nor_read_it(table: str, statement: str, db: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    "table", ["confidentiality_read", "referrals_act", "referrals_decision", "ledger_outbox"]
)
def test_the_owner_of_the_tables_cannot_take_a_row_back_either(table: str, db: Any, as_owner: Owner) -> None:
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
