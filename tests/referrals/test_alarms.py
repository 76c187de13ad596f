"""Danger is told at once and goes up until somebody has seen it; lateness is told to those who can do something."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.desk.stories import received, taken
from tests.world import FILE, MONDAY, World, a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.confidentiality.sealing import unseal
from threshold.messages.models import Outgoing
from threshold.messages.rules import Letter
from threshold.referrals.actions.escalate import escalate
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.raise_alerts import raise_alerts
from threshold.referrals.actions.see_alert import see_alert
from threshold.referrals.models import Act, Alarm
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import ActKind

pytestmark = pytest.mark.django_db

WAIT = timedelta(minutes=15)
EARLIER = {
    "duty": "decision", "point": "very-late", "tells": "director", "after": 1, "unit": "hours",
    "reason": "Agreed with the board.",
}  # fmt: skip
ANOTHER_MANAGER = {"name": "Mo Manager", "email": "mo@fennmarsh.example", "role": "manager", "team": "assess"}


@pytest.fixture
def world() -> World:
    return a_world()


def danger() -> str:
    return received(report=Report(worry="He is hitting her now.", safe_now="no"))[0]


def told(letter: Letter) -> list[str]:
    """Return to whom a letter went, in the order in which it was posted."""
    rows = Outgoing.objects.filter(letter=letter).order_by("id")
    return [unseal(bytes(row.sealed_to), context="outgoing").decode() for row in rows]


@pytest.mark.parametrize(("safe_now", "alerts"), [("no", 1), ("unsure", 0), ("yes", 0), ("", 0)])
def test_the_on_call_person_is_alerted_at_once_by_the_answers_in_the_settings(
    world: World, safe_now: str, alerts: int
) -> None:
    received(report=Report(worry="A worry.", safe_now=safe_now))
    assert Alarm.objects.count() == alerts
    assert len(told(Letter.ALERT)) == 2 * alerts, "an e-mail and a text"


def test_other_answers_alert_where_the_council_says_so() -> None:
    a_world(changed={"rules": {**FILE["rules"], "danger_answers": ["no", "unsure"]}})
    received(report=Report(worry="A worry.", safe_now="unsure"))
    assert Alarm.objects.count() == 1


def test_an_alert_says_nothing_about_the_report(world: World) -> None:
    danger()
    assert not any("hitting" in row.body + row.subject for row in Outgoing.objects.all())


@pytest.mark.parametrize(
    ("waited", "raised", "because"),
    [
        (WAIT - timedelta(seconds=1), 0, "there is still time to see it"),
        (WAIT, 1, "nobody saw it in time"),
    ],
)
def test_an_alert_nobody_sees_goes_up_to_the_next_person(
    world: World, waited: timedelta, raised: int, because: str
) -> None:
    danger()
    assert raise_alerts(by=SYSTEM, at=MONDAY + waited) == raised, because
    people = [alarm.worker.email for alarm in Alarm.objects.order_by("level")]
    assert people == ["max@fennmarsh.example", "dee@fennmarsh.example"][: raised + 1]


def test_an_alert_goes_up_once_for_each_wait_and_ends_with_the_last_person(world: World) -> None:
    danger()
    raise_alerts(by=SYSTEM, at=MONDAY + WAIT)
    assert raise_alerts(by=SYSTEM, at=MONDAY + WAIT) == 0
    assert raise_alerts(by=SYSTEM, at=MONDAY + 2 * WAIT) == 0, "there is nobody after the last"


@pytest.mark.parametrize("meanwhile", ["sent up", "seen"])
def test_an_alert_that_is_dealt_with_while_it_is_looked_for_is_not_sent_up_again(
    world: World, meanwhile: str
) -> None:
    danger()
    first, at = Alarm.objects.get(), MONDAY + WAIT
    looked: list[str] = []

    def dealt_with_before_the_lock(execute: Any, sql: str, *rest: Any) -> Any:
        """Do what another worker commits between the first look at the alerts and the lock on their contact."""
        answer = execute(sql, *rest)
        if "SKIP LOCKED" in sql and not looked:
            looked.append(sql)
            if meanwhile == "seen":
                Alarm.objects.update(seen_at=at)
            else:
                Alarm.objects.create(
                    contact=first.contact, worker_id=world.director.worker_id, level=2, sent_at=at
                )
        return answer

    a_world(changed={"workers": [*FILE["workers"], ANOTHER_MANAGER]})
    with connection.execute_wrapper(dealt_with_before_the_lock):
        assert raise_alerts(by=SYSTEM, at=at) == 0
    assert looked, "or this test shows nothing"


def test_an_alert_that_was_seen_goes_no_further_and_the_record_says_who_saw_it(world: World) -> None:
    ref = danger()
    see_alert(ref=ref, by=world.manager, at=MONDAY + timedelta(minutes=5))
    assert raise_alerts(by=SYSTEM, at=MONDAY + WAIT) == 0
    assert Act.objects.get(kind=ActKind.ALERT_SEEN).by_ref == world.manager.ref
    see_alert(ref=ref, by=world.director, at=MONDAY + timedelta(minutes=6))
    assert Act.objects.filter(kind=ActKind.ALERT_SEEN).count() == 1


def test_what_is_late_is_told_to_the_manager_once(world: World) -> None:
    taken(received()[0], world.screener)
    late = MONDAY + timedelta(days=2)
    escalate(by=SYSTEM, at=late)
    assert "max@fennmarsh.example" in told(Letter.LATE)
    first = told(Letter.LATE)
    assert len(first) == len(set(first)), "one note for each person, with a number"
    assert escalate(by=SYSTEM, at=late) == 0
    assert told(Letter.LATE) == first


def test_what_is_due_today_is_told_to_who_holds_it(world: World) -> None:
    taken(received()[0], world.screener)
    escalate(by=SYSTEM, at=MONDAY + timedelta(hours=21))
    assert told(Letter.LATE) == ["sky@fennmarsh.example"]


@pytest.mark.parametrize(("own", "told_by_then"), [([], 0), ([EARLIER], 1)])
def test_the_authority_says_for_itself_when_the_director_is_told(
    own: list[dict[str, Any]], told_by_then: int
) -> None:
    world = a_world(changed={"escalations": own})
    taken(received()[0], world.screener)
    escalate(by=SYSTEM, at=MONDAY + timedelta(hours=40))
    assert told(Letter.LATE).count("dee@fennmarsh.example") == told_by_then


def test_a_team_without_a_manager_is_not_late_unheard(world: World) -> None:
    ref = taken(received()[0], world.screener)
    team = next(iter(world.social_worker.teams))
    hand_over(ref=ref, to_worker=None, to_team=team, words="Theirs.", by=world.screener, at=MONDAY)
    escalate(by=SYSTEM, at=MONDAY + timedelta(days=2))
    assert "max@fennmarsh.example" in told(Letter.LATE)


def test_a_note_about_lateness_names_no_contact(world: World) -> None:
    ref: Any = taken(received()[0], world.screener)
    escalate(by=SYSTEM, at=MONDAY + timedelta(days=3))
    for row in Outgoing.objects.filter(letter=Letter.LATE):
        assert ref not in row.body
        assert row.about is None
