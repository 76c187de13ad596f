"""Somebody is given a contact in the instant in which they are marked as gone: nobody who is gone keeps one."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from tests.desk.stories import received, taken
from tests.world import MONDAY, World, a_world
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.return_work import return_work
from threshold.referrals.models import Contact
from threshold.referrals.rules.custody import AwayNow, CannotTakeIt, NotHereNow
from threshold.refusals import Refused
from threshold.staffing.rules import AbsenceKind

pytestmark = pytest.mark.django_db(transaction=True)

A_MOMENT = 0.5
"""Seconds that a connection is given to run into the other's lock."""

GONE = [(AbsenceKind.LEFT, CannotTakeIt), (AbsenceKind.AWAY, AwayNow)]


class Meanwhile:
    """An act on a connection of its own, which waits wherever the other connection makes it wait."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.refusal: Refused | None = None
        self.act = act
        self.thread = Thread(target=self._run)
        self.thread.start()
        self.thread.join(A_MOMENT)

    def end(self) -> Refused | None:
        self.thread.join(10)
        assert not self.thread.is_alive(), "it still waits"
        return self.refusal

    def _run(self) -> None:
        try:
            self.act()
        except Refused as refusal:
            self.refusal = refusal
        finally:
            connection.close()


@pytest.fixture
def world() -> World:
    return a_world()


def gone(world: World, kind: AbsenceKind) -> int:
    worker = world.screener.worker_id
    assert worker is not None
    return return_work(worker=worker, kind=kind, until=None, reason="", by=world.manager, at=MONDAY)


def hand_to_screener(ref: str, world: World) -> None:
    hand_over(
        ref=ref, to_worker=world.screener.worker_id, to_team=None, words="Yours.", by=world.manager, at=MONDAY
    )


def of_screener(world: World) -> int:
    theirs = Contact.objects.filter(owner=world.screener.worker_id)
    return theirs.count() + Contact.objects.filter(offered_to=world.screener.worker_id).count()


@pytest.mark.parametrize("kind", [AbsenceKind.LEFT, AbsenceKind.AWAY])
def test_who_is_being_marked_as_gone_cannot_take_a_contact_on(world: World, kind: AbsenceKind) -> None:
    ref = received()[0]
    with transaction.atomic():
        gone(world, kind)
        accepting = Meanwhile(lambda: accept(ref=ref, by=world.screener, at=MONDAY))
    assert isinstance(accepting.end(), NotHereNow)
    assert of_screener(world) == 0


@pytest.mark.parametrize(("kind", "says"), GONE)
def test_who_is_being_marked_as_gone_is_handed_nothing(
    world: World, kind: AbsenceKind, says: type[Refused]
) -> None:
    ref = taken(received()[0], world.other_screener)
    with transaction.atomic():
        gone(world, kind)
        handing = Meanwhile(lambda: hand_to_screener(ref, world))
    assert isinstance(handing.end(), says)
    assert of_screener(world) == 0


@pytest.mark.parametrize("kind", [AbsenceKind.LEFT, AbsenceKind.AWAY])
def test_what_was_taken_on_first_goes_back_with_everything_else(world: World, kind: AbsenceKind) -> None:
    ref = received()[0]
    with transaction.atomic():
        accept(ref=ref, by=world.screener, at=MONDAY)
        leaving = Meanwhile(lambda: gone(world, kind))
    assert leaving.end() is None
    assert of_screener(world) == 0


@pytest.mark.parametrize("kind", [AbsenceKind.LEFT, AbsenceKind.AWAY])
def test_what_was_handed_over_first_goes_back_with_everything_else(world: World, kind: AbsenceKind) -> None:
    ref = taken(received()[0], world.other_screener)
    with transaction.atomic():
        hand_to_screener(ref, world)
        leaving = Meanwhile(lambda: gone(world, kind))
    assert leaving.end() is None
    assert of_screener(world) == 0
