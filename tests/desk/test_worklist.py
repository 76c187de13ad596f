"""The worklist: whose work, in what order, in which words; and that reading it is recorded."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import MONDAY, World, a_draft, a_world
from threshold.clocks.queries import faces
from threshold.confidentiality.models import Read
from threshold.confidentiality.rules import PUBLIC, SYSTEM, Viewer
from threshold.desk.alerts import alerts
from threshold.desk.search import Sought, TooLittleToSearch, search
from threshold.desk.teams import overview, team_page
from threshold.desk.worklist import CAP, PAGE, Filters, Place, Whose, Worklist, capped, everywhere, worklist
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.move_clock import move_clock
from threshold.referrals.actions.raise_alerts import raise_alerts
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.codes import new_code, shown
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import ClockMove, State, Teller
from threshold.refusals import NotFound

pytestmark = pytest.mark.django_db

NOON = MONDAY + timedelta(hours=2)


@pytest.fixture
def world() -> World:
    return a_world()


def a_contact(at: datetime = MONDAY, **changes: object) -> str:
    code = new_code()
    save_draft(code=code, draft=a_draft(**changes), by=PUBLIC, at=at)
    return send(code=code, by=PUBLIC, at=at).ref


def dangerous() -> dict[str, object]:
    return {"report": Report(teller=Teller.PUBLIC, worry="He is hitting her now.", safe_now="no")}


def listed(
    viewer: Viewer, whose: Whose = Whose.TEAM, place: Place | None = None, **filters: object
) -> Worklist:
    asked = Filters(whose=whose, **filters)  # type: ignore[arg-type]
    return worklist(filters=asked, place=place, viewer=viewer, route="staff:worklist", now=NOON)


def refs(page: Worklist) -> list[str]:
    return [row.ref for row in page.rows]


def test_a_row_can_be_read_out_to_a_colleague(world):
    ref = a_contact()
    row = listed(world.screener).rows[0]
    assert row.who == "Bram Testerly and the little one"
    assert row.what == "A member of the public told us by the form on Monday 2 March: waiting to be taken."
    assert (row.owner, row.why) == ("With nobody for 2 hours", f"Front door · {shown(ref)}")
    assert (row.clock.duty, row.clock.words, row.clock.tone) == ("Take it on", "late by 1 hour", "late")


def test_what_is_taken_on_is_mine_and_nobodys_no_more(world):
    ref = a_contact()
    assert refs(listed(world.screener, Whose.NOBODYS)) == [ref]

    accept(ref=ref, by=world.screener, at=NOON)

    assert refs(listed(world.screener, Whose.MINE)) == [ref]
    assert refs(listed(world.screener, Whose.NOBODYS)) == []
    row = listed(world.other_screener).rows[0]
    assert row.owner == "With Sky Screener"
    assert row.clock.words.startswith("due ")


def test_a_list_is_in_the_order_of_what_is_due_next(world):
    later, sooner = a_contact(MONDAY + timedelta(minutes=30)), a_contact(MONDAY)
    assert refs(listed(world.screener)) == [sooner, later]


def test_what_may_be_dangerous_comes_first_and_once(world):
    sooner, danger = a_contact(MONDAY), a_contact(MONDAY + timedelta(minutes=30), **dangerous())
    page = listed(world.screener)
    assert [row.ref for row in page.on_top] == [danger]
    assert refs(page) == [sooner]
    assert page.on_top[0].tags[0].words == "A child may not be safe now"


def test_what_is_offered_to_somebody_comes_first_for_them(world):
    ref = a_contact()
    accept(ref=ref, by=world.screener, at=MONDAY)
    hand_over(
        ref=ref, to_worker=world.social_worker.worker_id, to_team=None, words="Known to you.",
        by=world.screener, at=NOON,
    )  # fmt: skip
    page = listed(world.social_worker, Whose.MINE)
    assert [row.ref for row in page.on_top] == [ref]
    assert page.on_top[0].why == f"Offered to Sol Worker · {shown(ref)}"


def test_filters_leave_what_was_asked_for(world):
    plain = a_contact(MONDAY + timedelta(hours=1, minutes=30))
    unnamed = a_contact(
        report=Report(teller=Teller.PROFESSIONAL, worry="Bruises on both arms."),
        standing=Standing.PROFESSIONAL,
        identity=Identity(),
    )
    assert refs(listed(world.screener, late=True)) == [unnamed]
    assert refs(listed(world.screener, unidentified=True)) == [unnamed]
    assert set(refs(listed(world.screener, state=State.WAITING))) == {plain, unnamed}
    assert refs(listed(world.screener, state=State.SCREENING)) == []


def test_a_social_worker_sees_their_own_teams_work_and_no_other(world):
    a_contact()
    assert refs(listed(world.social_worker)) == []
    with pytest.raises(NotFound):
        listed(world.social_worker, team=min(world.screener.teams))
    found = search(sought=Sought(reference=a_contact()), viewer=world.social_worker, route="x", now=NOON)
    assert found == ()


def test_an_administrator_sees_no_list(world):
    a_contact()
    for whose in Whose:
        with pytest.raises(NotFound):
            listed(world.administrator, whose)
    with pytest.raises(NotFound):
        alerts(viewer=world.administrator, route="x", now=NOON)
    with pytest.raises(NotFound):
        overview(viewer=world.administrator, route="x", now=NOON)
    with pytest.raises(NotFound):
        team_page(team_id=None, viewer=world.administrator, now=NOON)


def test_paging_forth_and_back_shows_each_contact_once(world):
    made = [poured(world, number) for number in range(PAGE * 2 + 7)]
    first = listed(world.screener)
    second = listed(world.screener, place=first.later)
    third = listed(world.screener, place=second.later)
    assert refs(first) + refs(second) + refs(third) == made
    assert first.earlier is None
    assert third.later is None
    assert refs(listed(world.screener, place=third.earlier)) == refs(second)
    assert refs(listed(world.screener, place=second.earlier)) == refs(first)


def test_counting_stops_at_a_hundred(world):
    for number in range(CAP + 3):
        poured(world, number)
    assert listed(world.screener).counts.team == "100+"
    assert capped(CAP) == "100"


def poured(world: World, number: int) -> str:
    """A bare row, for what needs many."""
    at = MONDAY + timedelta(minutes=number // 3)
    return Contact.objects.create(
        ref=f"X{number:07}", door="form", teller="public", standing="named", identified=True, origin="live",
        called="A child", danger=False, state="waiting", team_id=min(world.screener.teams), accept_by=at,
        unowned_since=at, next_at=at, next_duty="accept", received_at=at,
    ).ref  # fmt: skip


def test_the_number_of_queries_is_small_and_does_not_grow(world):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            listed(world.screener)
        return len([each for each in seen if "SAVEPOINT" not in each["sql"]])

    a_contact()
    with_one = queries()
    for number in range(PAGE):
        poured(world, number)
    assert queries() == with_one <= 8


def test_one_row_says_what_a_list_showed(world, as_owner):
    both = {Contact.objects.get(ref=a_contact()).ledger_ref for _ in range(2)}
    listed(world.screener)
    with as_owner():
        read = Read.objects.get(kind="list")
    assert (read.viewer_ref, read.route) == (world.screener.ref, "staff:worklist")
    assert set(read.shown) == both


def test_a_search_by_two_facts_finds_the_child_and_is_recorded(world, as_owner):
    ref = a_contact()
    sought = Sought(known_as="Bram Testerley", postcode="FX1 2AB")
    found = search(sought=sought, viewer=world.screener, route="staff:search", now=NOON)
    assert [row.ref for row in found] == [ref]
    with as_owner():
        assert Read.objects.get(kind="search").shown == [Contact.objects.get(ref=ref).ledger_ref]


def test_one_fact_is_too_little_to_search_by(world):
    with pytest.raises(TooLittleToSearch):
        search(sought=Sought(known_as="Bram Testerly"), viewer=world.screener, route="x", now=NOON)


def test_alerts_say_who_was_told_and_for_how_long_nobody_has_seen_them(world):
    ref = a_contact(**dangerous())
    found = alerts(viewer=world.screener, route="staff:alerts", now=NOON)
    assert [(each.ref, each.told, each.waited) for each in found] == [(ref, "Max Manager", "2 hours")]


def test_an_alert_about_what_has_been_closed_calls_nobody_any_more(world):
    ref = a_contact(**dangerous())
    assert listed(world.screener).counts.alerts == "1"
    Contact.objects.filter(ref=ref).update(state="closed", closed_at=NOON, told_at=NOON, next_at=None)
    assert alerts(viewer=world.screener, route="staff:alerts", now=NOON) == ()
    assert listed(world.screener).counts.alerts == "0"
    assert raise_alerts(by=SYSTEM, at=NOON) == 0


def test_the_overview_counts_by_team_and_lists_what_is_open_longest(world):
    ref = a_contact()
    page = overview(viewer=world.director, route="staff:overview", now=NOON)
    first = page.teams[0]
    assert (first.name, first.open, first.late, first.nobodys) == ("Front door", "1", "1", "1")
    assert [row.ref for row in page.oldest] == [ref]


def everything_paused(ref: str, world: World, *, at: datetime) -> None:
    accept(ref=ref, by=world.screener, at=MONDAY)
    contact = contact_row(ref=ref, viewer=world.screener)
    for clock in faces(about=[contact.ledger_ref], viewer=world.screener, now=at):
        move_clock(
            ref=ref, duty=clock.duty, subject=clock.subject, move=ClockMove.PAUSE, amount=0,
            reason="They are abroad.", by=world.screener, at=at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("paused", "late", "because"),
    [
        (timedelta(hours=1), 0, "what stood still in time is not late, however long it stands"),
        (timedelta(days=7), 1, "what was late before it was paused goes on being late"),
    ],
)
def test_what_stands_still_is_counted_as_late_only_if_it_was_late_before(world, paused, late, because):
    ref = a_contact()
    everything_paused(ref, world, at=MONDAY + paused)
    now = MONDAY + timedelta(days=21)
    asked = Filters(whose=Whose.TEAM, late=True)
    page = worklist(filters=asked, viewer=world.screener, route="staff:worklist", now=now)
    assert len(page.rows) == late, because
    assert page.counts.late == str(late), because
    assert overview(viewer=world.director, route="staff:overview", now=now).teams[0].late == str(late)
    members = team_page(team_id=None, viewer=world.manager, now=now).members
    assert next(each.late for each in members if each.name == "Sky Screener") == str(late)


def test_a_late_clock_that_is_paused_stays_in_front_of_one_that_is_not_due_yet(world):
    ref = a_contact(children=())
    everything_paused(ref, world, at=MONDAY + timedelta(days=7))
    extended = {"move": ClockMove.RESUME, "amount": 0, "reason": "Back.", "by": world.screener}
    contact = contact_row(ref=ref, viewer=world.screener)
    move_clock(
        ref=ref, duty="first-response", subject=contact.ledger_ref, at=MONDAY + timedelta(days=7), **extended
    )
    move_clock(
        ref=ref, duty="first-response", subject=contact.ledger_ref, at=MONDAY + timedelta(days=7),
        **{**extended, "move": ClockMove.EXTEND, "amount": 365},
    )  # fmt: skip
    assert contact_row(ref=ref, viewer=world.screener).next_duty == "acknowledgement"


def test_what_is_left_to_close_is_not_late(world):
    ref = a_contact()
    Contact.objects.filter(ref=ref).update(next_duty="close", next_at=MONDAY)
    assert refs(listed(world.screener, late=True)) == []
    assert listed(world.screener).counts.late == "0"


def test_what_waits_for_a_second_person_is_one_list(world):
    page = everywhere(
        filters=Filters(state=State.AWAITING_APPROVAL), viewer=world.manager, route="staff:to-agree", now=NOON
    )
    assert page.rows == ()
