"""What is known about a child is corrected by a new version, by which the child is found from then on."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk.stories import received, settled, taken
from tests.world import MONDAY, World, a_draft, a_world
from threshold.confidentiality.rules import Viewer
from threshold.people.rules import matching_keys
from threshold.referrals.actions.correct_child import correct_child
from threshold.referrals.models import Child, ChildVersion, Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.correcting import BornLater, NothingCorrected, ReasonForCorrectionMissing
from threshold.referrals.rules.report import ChildAsKnown
from threshold.refusals import MovedOn, NotFound, Refused

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=2)
BRAM = a_draft().children[0]
ABRAHAM = replace(BRAM, known_as="Abraham Testerly", born_on=date(2016, 5, 4))


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def ref(world: World) -> str:
    return received()[0]


def corrected(ref: str, by: Viewer, **changes: Any) -> None:
    facts = {"number": 1, "known": ABRAHAM, "reason": "The school says so.", "by": by, "at": LATER}
    correct_child(ref=ref, **{**facts, **changes})


def bram(ref: str) -> Child:
    return Child.objects.get(contact__ref=ref, number=1)


def test_a_correction_is_a_version_with_its_author_and_reason_and_changes_none_before_it(
    world: World, ref: str
) -> None:
    before = ChildVersion.objects.filter(child=bram(ref)).values().get()
    corrected(ref, world.handler)
    first, second = ChildVersion.objects.filter(child=bram(ref)).order_by("number").values()
    assert first == before
    assert (second["number"], second["known_as"], second["born_on"], second["reason"]) == (
        2, "Abraham Testerly", date(2016, 5, 4), "The school says so."
    )  # fmt: skip
    assert (second["by_ref"], second["recorded_at"], second["address"]) == (
        world.handler.ref, LATER, BRAM.address
    )  # fmt: skip


def test_the_child_is_found_by_what_is_known_now_and_called_so_in_lists(world: World, ref: str) -> None:
    corrected(ref, world.handler)
    right = matching_keys(known_as="Abraham Testerly", born_on=date(2016, 5, 4), address=BRAM.address)
    assert bram(ref).keys == list(right)
    assert contact_row(ref=ref, viewer=world.manager).called == "Abraham Testerly and the little one"


def test_a_correction_reaches_the_ledger(
    world: World, ref: str, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    corrected(ref, world.handler)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM ledger_outbox ORDER BY id DESC LIMIT 1")
        entry = bytes(cursor.fetchone()[0])
    said = json.loads(entry)
    assert (said["kind"], said["record"], said["number"]) == ("child.corrected", str(bram(ref).ledger_ref), 2)
    assert b"Abraham" not in entry


@pytest.mark.parametrize(
    ("changes", "refusal", "because"),
    [
        ({"known": BRAM}, NothingCorrected, "it says what was known already"),
        ({"reason": " "}, ReasonForCorrectionMissing, "nobody could tell why"),
        ({"known": ChildAsKnown(born_on=date(2026, 3, 3))}, BornLater, "it is not that day yet"),
        ({"read": 0}, MovedOn, "the page showed another version"),
        ({"number": 3}, NotFound, "there is no such child"),
    ],
)
def test_what_does_not_correct_is_refused(
    world: World, ref: str, changes: dict[str, Any], refusal: type[Refused], because: str
) -> None:
    with pytest.raises(refusal):
        corrected(ref, world.handler, **changes)
    assert ChildVersion.objects.filter(child=bram(ref)).count() == 1, because


def test_two_who_correct_at_once_do_not_undo_each_other(world: World, ref: str) -> None:
    corrected(ref, world.handler, read=1)
    with pytest.raises(MovedOn):
        corrected(ref, world.screener, known=replace(BRAM, school="Reed Lane School"), read=1)


def test_a_correction_changes_no_decision_and_can_be_made_after_one(world: World, ref: str) -> None:
    settled(taken(ref, world.screener), world)
    before = Contact.objects.values("state", "next_at", "owner_id", "decided_at").get(ref=ref)
    corrected(ref, world.handler, at=MONDAY + timedelta(hours=5))
    assert Contact.objects.values("state", "next_at", "owner_id", "decided_at").get(ref=ref) == before


def test_the_database_keeps_no_correction_without_a_reason(ref: str) -> None:
    with pytest.raises(IntegrityError, match="a_correction_says_why"), transaction.atomic():
        ChildVersion.objects.create(
            child=bram(ref), number=2, known_as="X", event_at=MONDAY, recorded_at=MONDAY, by_role="manager"
        )
