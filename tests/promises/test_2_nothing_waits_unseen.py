"""Promise 2: every open thing has exactly one owner and a next date, and nobody's work is lost sight of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.world import MONDAY, World, a_world
from threshold.clocks.actions.pause import pause
from threshold.clocks.queries import faces
from threshold.clocks.rules.refusals import ReasonMissing
from threshold.confidentiality.rules import SYSTEM
from threshold.desk.alerts import alerts
from threshold.messages.models import Outgoing
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.escalate import escalate
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.raise_alerts import raise_alerts
from threshold.referrals.actions.return_lapsed import return_lapsed
from threshold.referrals.actions.return_work import return_work
from threshold.referrals.actions.see_alert import see_alert
from threshold.referrals.models import Contact
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.custody import Holding, NotYours, without_a_name
from threshold.referrals.rules.report import Report
from threshold.refusals import NotFound
from threshold.staffing.rules import AbsenceKind

Sent = tuple[str, str]

FORBIDDEN = [
    ({"accept_by": None}, "an open contact with nobody and no time to take it by"),
    ({"next_at": None}, "an open contact without a next date"),
    ({"closed_at": MONDAY, "state": "closed"}, "a closed contact whose referrer was never told"),
]


@pytest.fixture
def held(send_in: Callable[..., Sent], world: World) -> Contact:
    ref, _ = send_in()
    accept(ref=ref, by=world.screener, at=MONDAY)
    return Contact.objects.get(ref=ref)


@pytest.mark.parametrize(("change", "because"), FORBIDDEN, ids=[because for _, because in FORBIDDEN])
def test_the_database_cannot_hold(
    send_in: Callable[..., Sent], change: dict[str, object], because: str
) -> None:
    ref, _ = send_in()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(ref=ref).update(**change)


def test_a_contact_cannot_have_a_person_and_a_time_to_find_one(held: Contact) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=held.pk).update(accept_by=MONDAY)


def test_a_new_contact_is_with_the_front_door_and_has_a_time_to_be_taken_by(
    send_in: Callable[..., Sent],
) -> None:
    contact = Contact.objects.get(ref=send_in()[0])
    assert (contact.team.code, contact.owner) == ("door", None)
    assert contact.accept_by == MONDAY + timedelta(minutes=60)
    assert (contact.next_at, contact.next_duty) == (contact.accept_by, "accept")


@pytest.mark.parametrize("kind", [AbsenceKind.LEFT, AbsenceKind.AWAY])
def test_a_workers_leaving_or_absence_returns_their_work_in_the_same_act(
    held: Contact, world: World, kind: AbsenceKind
) -> None:
    assert world.screener.worker_id is not None
    returned = return_work(
        worker=world.screener.worker_id, kind=kind, until=None, reason="", by=world.manager, at=MONDAY
    )
    held.refresh_from_db()
    assert returned == 1
    assert (held.owner, held.team.code) == (None, "door")
    assert held.accept_by is not None


def test_what_was_handed_over_and_not_accepted_in_time_comes_back_to_duty(
    held: Contact, world: World
) -> None:
    hand_over(
        ref=held.ref, to_worker=world.social_worker.worker_id, to_team=None, words="Known to you.",
        by=world.screener, at=MONDAY,
    )  # fmt: skip
    within = MONDAY + timedelta(minutes=239)
    assert return_lapsed(by=SYSTEM, at=within) == 0
    assert return_lapsed(by=SYSTEM, at=within + timedelta(minutes=2)) == 1
    held.refresh_from_db()
    assert (held.team.code, held.offered_to, held.owner) == ("door", None, None)


def test_only_the_person_who_holds_a_contact_hands_it_over(held: Contact, world: World) -> None:
    with pytest.raises(NotYours):
        hand_over(
            ref=held.ref, to_worker=None, to_team=held.team_id, words="Not mine.",
            by=world.other_screener, at=MONDAY,
        )  # fmt: skip


def test_minutes_without_a_named_person_are_counted(held: Contact) -> None:
    story = [
        Holding(MONDAY, by_name=False),
        Holding(MONDAY + timedelta(minutes=20), by_name=True),
        Holding(MONDAY + timedelta(minutes=50), by_name=False),
    ]
    assert without_a_name(story, until=MONDAY + timedelta(minutes=60)) == timedelta(minutes=30)


def test_a_clock_is_never_stopped_without_a_reason(held: Contact, world: World) -> None:
    with pytest.raises(ReasonMissing):
        pause("acknowledgement", subject=held.ledger_ref, reason=" ", by=world.screener, at=MONDAY)


def test_a_date_gone_by_is_recorded_once_and_told_to_a_manager(held: Contact, world: World) -> None:
    wednesday = MONDAY + timedelta(days=2, hours=-1)
    assert escalate(by=SYSTEM, at=wednesday) > 0
    assert escalate(by=SYSTEM, at=wednesday) == 0
    letters = Outgoing.objects.filter(letter="late")
    assert letters.count() == 2, "one note for the worker, one for the manager, however many clocks there are"
    assert not any("Bram" in letter.body for letter in letters)


def test_every_child_has_a_running_decision_clock(held: Contact, world: World) -> None:
    running = [
        f for f in faces(about=[held.ledger_ref], viewer=world.screener, now=MONDAY) if f.duty == "decision"
    ]
    assert len(running) == held.children.count() == 2


def alerted(ref: str) -> list[str]:
    alarms = Contact.objects.get(ref=ref).alarms.order_by("level")
    return [alarm.worker.name for alarm in alarms]


def test_a_child_who_is_not_safe_alerts_the_person_on_call_and_goes_up_until_it_is_seen(
    send_in: Callable[..., Sent], world: World
) -> None:
    ref, _ = send_in(report=Report(worry="He is hitting her now.", safe_now="no"))
    assert alerted(ref) == ["Max Manager"]
    assert sorted(Outgoing.objects.values_list("channel", flat=True)) == ["email", "text"]
    raise_alerts(by=SYSTEM, at=MONDAY + timedelta(minutes=14))
    assert alerted(ref) == ["Max Manager"], "a quarter of an hour has not gone by yet"
    raise_alerts(by=SYSTEM, at=MONDAY + timedelta(minutes=15))
    assert alerted(ref) == ["Max Manager", "Dee Director"]
    see_alert(ref=ref, by=world.director, at=MONDAY + timedelta(minutes=20))
    raise_alerts(by=SYSTEM, at=MONDAY + timedelta(minutes=60))
    assert alerted(ref) == ["Max Manager", "Dee Director"]


def test_a_gap_in_the_rota_does_not_silence_an_alert(db: None, send_in: Callable[..., Sent]) -> None:
    a_world(changed={"rota": []})
    ref, _ = send_in(report=Report(worry="He is hitting her now.", safe_now="no"))
    assert alerted(ref) == ["Max Manager"]


def test_an_answer_that_is_not_danger_alerts_nobody(send_in: Callable[..., Sent]) -> None:
    ref, _ = send_in(report=Report(worry="He shouts at her.", safe_now="unsure"))
    assert alerted(ref) == []


def test_whoever_is_on_call_opens_what_they_were_alerted_about_whatever_their_team(
    db: None, send_in: Callable[..., Sent]
) -> None:
    slot = {
        "kind": "on-call",
        "starts_at": "2026-01-01T00:00:00+00:00",
        "ends_at": "2036-01-01T00:00:00+00:00",
    }
    world = a_world(changed={"rota": [{"worker": "sol@fennmarsh.example", **slot}]})
    alarming, _ = send_in(report=Report(worry="He is hitting her now.", safe_now="no"))
    other, _ = send_in()
    assert contact_row(ref=alarming, viewer=world.social_worker).ref == alarming
    listed = alerts(viewer=world.social_worker, route="", now=MONDAY)
    assert [unseen.ref for unseen in listed] == [alarming]
    with pytest.raises(NotFound):
        contact_row(ref=other, viewer=world.social_worker)
