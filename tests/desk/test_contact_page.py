"""One contact's page: everything about it, at the same cost whatever its history, with the reading on record."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.stories import asked, decided, received, settled, taken
from tests.world import MONDAY, World, a_world
from threshold.confidentiality.models import Read
from threshold.confidentiality.rules import Role, Viewer
from threshold.desk.contact import Cursor, Kind, NotKnownYet, contact_page
from threshold.desk.contact.faces import ContactPage
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.add_late import add_late
from threshold.referrals.actions.correct_child import correct_child
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.reopen import reopen
from threshold.referrals.actions.tell_referrer import tell_referrer
from threshold.referrals.models import Child
from threshold.referrals.rules.report import ChildAsKnown
from threshold.refusals import NotFound

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
AT_MOST = 15


@pytest.fixture
def world() -> World:
    return a_world()


def page(ref: str, viewer: Viewer, at: datetime = TUESDAY, **more: Any) -> ContactPage:
    return contact_page(ref=ref, viewer=viewer, at=at, route="staff:contact", **more)


def queries_for(ref: str, viewer: Viewer, **more: Any) -> int:
    page(ref, viewer, **more)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page(ref, viewer, **more)
    return len(captured)


def test_what_was_seen_stands_apart_from_what_was_heard(world: World) -> None:
    said = page(received()[0], world.screener).said
    assert "alone after dark" in said.worry
    assert "crying at the window" in said.seen
    assert "works nights" in said.heard


def test_words_learned_late_keep_both_their_times(world: World) -> None:
    ref = received()[0]
    add_late(
        ref=ref, words="The school rang back.", event_at=MONDAY + timedelta(hours=1), by=world.handler, at=TUESDAY
    )  # fmt: skip
    (late,) = page(ref, world.screener).learned_late
    assert (late.event_at, late.recorded_at, late.by) == (MONDAY + timedelta(hours=1), TUESDAY, "Cal Handler")


def test_a_page_costs_the_same_after_one_act_and_after_thirty(world: World) -> None:
    ref = taken(received()[0], world.screener)
    asked(ref, 1, by=world.screener)
    once = queries_for(ref, world.screener)
    asked(ref, 29, by=world.screener)
    assert queries_for(ref, world.screener) == once <= AT_MOST


def test_a_page_costs_the_same_for_one_child_and_for_four(world: World) -> None:
    one = received(children=(ChildAsKnown(known_as="Ida Ash"),))[0]
    four = received(
        children=tuple(ChildAsKnown(known_as=f"Ida{n} Ash", born_on=date(2015, 1, n)) for n in (1, 2, 3, 4))
    )[0]
    assert queries_for(four, world.screener) <= queries_for(one, world.screener) + 1 <= AT_MOST


def test_the_page_of_an_earlier_day_costs_no_more(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world)
    assert queries_for(ref, world.screener, known_on=MONDAY.date()) <= AT_MOST


def test_reading_a_page_is_recorded_with_the_children_it_showed(world: World, as_owner: Any) -> None:
    shown = page(received()[0], world.screener)
    with as_owner():
        row = Read.objects.get()
    assert (row.viewer_ref, row.kind, row.at) == (world.screener.ref, "page", TUESDAY)
    assert set(row.shown) == {shown.contact, *(child.ref for child in shown.children)}


@pytest.mark.parametrize("who", [Role.ADMINISTRATOR, Role.SOCIAL_WORKER])
def test_who_may_not_see_a_contact_is_answered_as_if_there_were_none(
    world: World, who: Role, as_owner: Any
) -> None:
    ref = received()[0]
    with pytest.raises(NotFound) as hidden:
        page(ref, world.everyone[who])
    with pytest.raises(NotFound) as absent:
        page("2222222", world.everyone[who])
    assert str(hidden.value) == str(absent.value)
    with as_owner():
        assert not Read.objects.exists()


def test_a_wish_that_the_family_is_not_told_is_marked(world: World) -> None:
    assert page(received(standing=Standing.WITHHELD)[0], world.screener).teller.withheld
    assert not page(received()[0], world.screener).teller.withheld


def test_each_child_has_a_clock_and_a_decision_of_its_own(world: World) -> None:
    ref = taken(received()[0], world.screener)
    decided(ref, 1, "no-further-action", by=world.screener)
    first, second = page(ref, world.screener).children
    assert first.state == "decision waiting for a second person"
    assert first.decisions[0].waits
    assert second.decisions == ()
    assert [clock.duty for clock in first.clocks] == [clock.duty for clock in second.clocks]
    assert first.clocks[0].clock != second.clocks[0].clock


def test_a_second_referral_within_twelve_months_follows_the_first_ones_decision(world: World) -> None:
    first = taken(received()[0], world.screener)
    settled(first, world)
    again = page(
        received(at=MONDAY + timedelta(days=200))[0], world.screener, at=MONDAY + timedelta(days=200)
    )
    child, other = again.children
    assert child.follows is not None
    assert child.follows.ref == first
    assert child.follows.outcome == "No further action"
    assert child.follows.reason == "The reason for no-further-action."
    assert "date of birth and family name" in child.follows.shared
    assert other.earlier == (), "a child known by an age and nothing else finds nobody"


def test_reading_what_was_decided_earlier_is_on_record_as_a_reading_of_that_child(
    world: World, as_owner: Any
) -> None:
    settled(taken(received()[0], world.screener), world)
    before = Child.objects.get(number=1)
    page(received(at=MONDAY + timedelta(days=200))[0], world.screener, at=MONDAY + timedelta(days=200))
    with as_owner():
        assert before.ledger_ref in Read.objects.get().shown


@pytest.mark.parametrize(
    ("again", "follows", "because"),
    [
        (date(2027, 3, 2), True, "it is within twelve months of the referral before"),
        (date(2027, 3, 3), False, "it is a day more"),
    ],
)
def test_after_twelve_months_the_earlier_contact_is_shown_and_not_followed(
    world: World, again: date, follows: bool, because: str
) -> None:
    settled(taken(received()[0], world.screener), world)
    later = datetime.combine(again, MONDAY.timetz())
    child = page(received(at=later)[0], world.screener, at=later).children[0]
    assert (child.follows is not None) is follows, because
    assert len(child.earlier) == 1


def test_an_act_and_what_it_did_are_one_line_of_the_timeline(world: World) -> None:
    ref = taken(received()[0], world.screener)
    acknowledge(ref=ref, words="We have it.", by=world.screener, at=MONDAY + timedelta(hours=1))
    newest = page(ref, world.screener).timeline.entries[0]
    assert newest.title == "Acknowledged to the person who told us"
    assert (newest.by, newest.text) == ("Sky Screener", "We have it.")
    assert any("Clock stopped" in line for line in newest.also)


def test_both_times_are_shown_only_where_they_differ(world: World) -> None:
    ref = received()[0]
    add_late(ref=ref, words="Later.", event_at=MONDAY, by=world.handler, at=TUESDAY)
    late, came_in = page(ref, world.handler).timeline.entries[:2]
    assert (late.event_at, late.recorded_at) == (MONDAY, TUESDAY)
    assert came_in.recorded_at is None


def test_the_whole_timeline_is_reached_page_by_page_and_nothing_twice(world: World) -> None:
    ref = taken(received()[0], world.screener)
    asked(ref, 120, by=world.screener)
    titles, before, pages = [], None, 0
    while True:
        shown = page(ref, world.screener, kind=Kind.WRITTEN, before=before).timeline
        titles += [entry.text for entry in shown.entries]
        pages += 1
        if not shown.older:
            break
        before = Cursor.read(shown.older)
    assert titles == [f"Question {number}?" for number in range(120, 0, -1)]
    assert pages == 3


def test_everything_is_reached_page_by_page_across_subjects(world: World) -> None:
    ref = taken(received()[0], world.screener)
    asked(ref, 60, by=world.screener)
    texts, before = [], None
    while True:
        shown = page(ref, world.screener, before=before).timeline
        texts += [entry.text for entry in shown.entries]
        if not shown.older:
            break
        before = Cursor.read(shown.older)
    for number in range(1, 61):
        assert texts.count(f"Question {number}?") == 1


@pytest.mark.parametrize("kind", list(Kind))
def test_the_timeline_is_narrowed_to_one_kind(world: World, kind: Kind) -> None:
    ref = taken(
        received(identity=Identity(name="N", email="n@example.org"), safe_to_mail=True)[0], world.screener
    )
    settled(ref, world)
    asked(ref, 1, by=world.screener)
    narrowed = page(ref, world.screener, kind=kind).timeline
    assert narrowed.kind is kind
    assert narrowed.entries


def test_the_page_of_a_day_shows_only_what_was_recorded_by_its_end(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world, at=TUESDAY)
    add_late(ref=ref, words="Learned on Tuesday.", event_at=MONDAY, by=world.screener, at=TUESDAY)
    then = page(ref, world.screener, at=TUESDAY + timedelta(days=1), known_on=MONDAY.date())
    assert then.learned_late == ()
    assert {child.state for child in then.children} == {"not decided yet"}
    assert (then.state, then.custodian.holder) == ("being looked at", "Sky Screener")
    assert all(clock.running for child in then.children for clock in child.clocks)
    assert {clock.words for clock in then.clocks if clock.code == "acknowledgement"} == {"due tomorrow"}
    assert then.acts == ()
    now = page(ref, world.screener, at=TUESDAY + timedelta(days=1))
    assert len(now.learned_late) == 1
    assert {child.decided for child in now.children} == {True}


def test_a_decision_that_waited_that_evening_is_shown_waiting(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world, at=MONDAY + timedelta(hours=13, minutes=30))
    then = page(ref, world.screener, at=TUESDAY + timedelta(days=1), known_on=MONDAY.date())
    assert then.children[0].state == "decision waiting for a second person"
    assert then.state == "decision waiting for a second person"


@pytest.mark.parametrize("day", [MONDAY.date() - timedelta(days=1), TUESDAY.date() + timedelta(days=1)])
def test_a_day_before_the_report_or_after_today_is_refused(world: World, day: date) -> None:
    with pytest.raises(NotKnownYet):
        page(received()[0], world.screener, known_on=day)


def test_minutes_without_a_named_person_are_counted(world: World) -> None:
    ref = taken(received()[0], world.screener)
    hand_over(
        ref=ref, to_worker=None, to_team=next(iter(world.social_worker.teams)), words="Theirs.",
        by=world.screener, at=MONDAY + timedelta(hours=2),
    )  # fmt: skip
    shown = page(ref, world.screener, at=MONDAY + timedelta(hours=3)).custodian
    assert shown.unnamed_for == "1 hour 20 minutes"
    assert shown.words == "Assessment team, nobody yet"


def test_a_child_opened_again_is_undecided_and_its_decision_no_longer_stands(world: World) -> None:
    ref = taken(received()[0], world.screener)
    settled(ref, world)
    tell_referrer(ref=ref, more="", why_not="", by=world.screener, at=MONDAY + timedelta(hours=5))
    reopen(ref=ref, number=1, words="New facts.", by=world.screener, at=MONDAY + timedelta(hours=6))
    child = page(ref, world.screener).children[0]
    assert child.state == "not decided yet"
    assert [decision.stands for decision in child.decisions] == [False]


def test_a_correction_is_shown_from_its_day_on_and_an_earlier_day_shows_what_was_known_then(
    world: World,
) -> None:
    earlier = received(children=(ChildAsKnown(known_as="Bram Testerly", born_on=date(2017, 5, 14)),))[0]
    wrong = ChildAsKnown(known_as="Brian Testerly", born_on=date(2017, 5, 4))
    ref = received(at=MONDAY + timedelta(hours=1), children=(wrong, ChildAsKnown(known_as="Ida")))[0]
    right = ChildAsKnown(known_as="Bram Testerly", born_on=date(2017, 5, 14))
    correct_child(ref=ref, number=1, known=right, reason="His mother rang.", by=world.handler, at=TUESDAY)

    now = page(ref, world.screener, at=TUESDAY + timedelta(hours=1))
    (first, ida) = now.children
    assert (now.called, first.called, first.about) == (
        "Bram Testerly and Ida", "Bram Testerly", "Born 14 May 2017, 8 years old"
    )  # fmt: skip
    assert [each.ref for each in first.earlier] == [earlier]
    assert (ida.called, ida.version, first.version) == ("Ida", 1, 2)
    newest = now.timeline.entries[0]
    assert (newest.title, newest.text, newest.by) == (
        "Corrected what is known for Bram Testerly: name, date of birth", "His mother rang.", "Cal Handler"
    )  # fmt: skip

    then = page(ref, world.screener, at=TUESDAY + timedelta(hours=1), known_on=MONDAY.date())
    assert (then.called, then.children[0].called) == ("Brian Testerly and Ida", "Brian Testerly")
    assert then.children[0].about == "Born 4 May 2017, 8 years old"
    assert then.children[0].earlier == ()
    assert not any("Corrected" in entry.title for entry in then.timeline.entries)
