"""Something stops: administrators get one letter without content, the page says since when, and it comes to an end."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.world import FILE, a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.evidence.copies import note_copied
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.signing import sign_head
from threshold.messages.models import Outgoing
from threshold.refusals import NotFound
from threshold.tlog.notes import PrivateKey
from threshold.upkeep.actions.watch import watch
from threshold.upkeep.models import Incident
from threshold.upkeep.queries import health, incidents
from threshold.upkeep.rules import Code, Word

pytestmark = pytest.mark.django_db

KEY = PrivateKey("fennmarsh.example/ledger", bytes(range(32)))


@pytest.fixture
def world(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    return a_world()


@pytest.fixture
def now(world):
    return timezone.now()


@pytest.fixture
def ledger(world, as_owner, tmp_path):
    """Return what the sequencer, the signer and a witness do."""

    class Ledger:
        def put(self, entry=b"one"):
            with as_owner(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO ledger_outbox (entry) VALUES (%s)", [entry])

        def integrate(self, at):
            with as_owner():
                while integrate(at=at):
                    pass

        def sign(self, at):
            with as_owner():
                return sign_head(keys=[KEY], state=tmp_path / "signed", by=SYSTEM, at=at)

        def cosign(self, number, at):
            with as_owner():
                cosign(checkpoint=number, witness="w.example/w", line="x", by=SYSTEM, at=at)

    return Ledger()


def letters():
    return list(Outgoing.objects.filter(letter="upkeep").order_by("id"))


def told_of(code):
    return list(Incident.objects.filter(code=code, told_at__isnull=False).order_by("id"))


def finding(code, now):
    return next(each for each in health(viewer=SYSTEM, now=now) if each.code is code)


def test_a_row_that_waits_longer_than_a_minute_raises_one_alarm_that_ends_when_it_is_over(world, ledger, now):
    soon, late = now + timedelta(seconds=50), now + timedelta(seconds=70)
    assert watch(by=SYSTEM, at=soon) == 0
    assert letters() == []

    assert watch(by=SYSTEM, at=late) == 1
    (letter,) = letters()
    assert "waited for their place in the ledger" in letter.body
    assert "/staff/health/" in letter.body
    (incident,) = told_of(Code.SEQUENCER)
    assert abs(incident.since - now) < timedelta(seconds=10)

    assert watch(by=SYSTEM, at=late + timedelta(minutes=1)) == 0
    assert len(letters()) == 1

    ledger.integrate(late + timedelta(minutes=2))
    ledger.sign(late + timedelta(minutes=2))
    assert watch(by=SYSTEM, at=late + timedelta(minutes=2)) == 0
    (incident,) = told_of(Code.SEQUENCER)
    assert incident.ended_at == late + timedelta(minutes=2)
    assert finding(Code.SEQUENCER, late + timedelta(minutes=2)).word is Word.GOOD

    ledger.put()
    assert watch(by=SYSTEM, at=timezone.now() + timedelta(minutes=9)) == 1
    assert len(told_of(Code.SEQUENCER)) == 2


def test_a_head_that_goes_on_unsigned_raises_an_alarm_though_it_moves_all_the_time(ledger, now):
    ledger.integrate(now)
    ledger.sign(now)
    for minute in range(1, 8):
        at = now + timedelta(minutes=minute)
        ledger.put(b"%d" % minute)
        ledger.integrate(at)
        watch(by=SYSTEM, at=at)
        assert bool(told_of(Code.SIGNER)) is (minute > 6), minute
    (incident,) = told_of(Code.SIGNER)
    assert incident.since == now + timedelta(minutes=1)
    ledger.sign(at)
    watch(by=SYSTEM, at=at + timedelta(minutes=1))
    (incident,) = told_of(Code.SIGNER)
    assert incident.ended_at == at + timedelta(minutes=1)


def test_a_signer_that_keeps_up_raises_none_however_busy_the_ledger_is(ledger, now):
    for minute in range(12):
        at = now + timedelta(minutes=minute)
        ledger.put(b"%d" % minute)
        ledger.integrate(at)
        if minute % 3 == 0:
            ledger.sign(at - timedelta(seconds=20))
        ledger.put(b"again %d" % minute)
        ledger.integrate(at)
        watch(by=SYSTEM, at=at)
    assert told_of(Code.SIGNER) == []


def test_a_told_head_that_is_signed_and_moves_on_at_once_is_over_and_begins_anew(ledger, now):
    ledger.integrate(now)
    watch(by=SYSTEM, at=now)
    watch(by=SYSTEM, at=now + timedelta(minutes=6))
    at = now + timedelta(minutes=7)
    ledger.sign(at)
    ledger.put()
    ledger.integrate(at + timedelta(seconds=1))
    watch(by=SYSTEM, at=at + timedelta(seconds=30))
    (over, begun) = Incident.objects.filter(code=Code.SIGNER).order_by("id")
    assert over.ended_at == at + timedelta(seconds=30)
    assert (begun.since, begun.told_at) == (at + timedelta(seconds=1), None)


def test_a_witness_that_has_not_cosigned_for_a_day_is_named_on_the_page_and_not_in_the_letter(
    world, ledger, now
):
    ledger.integrate(now)
    ledger.cosign(ledger.sign(now).number, now)
    ledger.put()
    ledger.integrate(now + timedelta(hours=1))
    ledger.sign(now + timedelta(hours=1))
    assert watch(by=SYSTEM, at=now + timedelta(hours=24)) == 0
    assert watch(by=SYSTEM, at=now + timedelta(hours=26)) == 1
    (letter,) = letters()
    assert "w.example" not in letter.body
    (face,) = incidents(viewer=world.administrator, now=now + timedelta(hours=26))
    assert (face.code, face.about) == (Code.WITNESS, "w.example/w")
    assert face.since == now + timedelta(hours=1)


def test_a_copy_that_is_late_raises_an_alarm_once_there_was_one(ledger, now):
    ledger.integrate(now)
    ledger.sign(now)
    assert watch(by=SYSTEM, at=now + timedelta(days=9)) == 0
    note_copied(files=now, database=now)
    assert watch(by=SYSTEM, at=now + timedelta(hours=25)) == 0
    assert watch(by=SYSTEM, at=now + timedelta(hours=27)) == 1
    note_copied(files=now, database=now + timedelta(hours=28))
    assert watch(by=SYSTEM, at=now + timedelta(hours=28)) == 0
    assert told_of(Code.COPY)[0].ended_at == now + timedelta(hours=28)


def test_where_nobody_administers_whoever_is_on_call_is_told(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    workers = [each for each in FILE["workers"] if each["role"] != "administrator"]
    a_world_without = {**FILE, "workers": workers}
    from threshold.staffing.actions.configure import configure

    configure(content=a_world_without, by=SYSTEM, at=timezone.now())
    watch(by=SYSTEM, at=timezone.now() + timedelta(minutes=2))
    assert len(letters()) == 2, "the manager and the director are on call"


def test_how_the_installation_fares_is_for_administrators(world, now):
    assert health(viewer=world.administrator, now=now)
    for viewer in (world.manager, world.director, world.screener):
        with pytest.raises(NotFound):
            health(viewer=viewer, now=now)
        with pytest.raises(NotFound):
            incidents(viewer=viewer, now=now)


def test_looking_takes_few_questions_to_the_database(world, ledger, now, django_assert_max_num_queries):
    ledger.integrate(now)
    ledger.sign(now)
    with django_assert_max_num_queries(16):
        health(viewer=world.administrator, now=now)


def test_the_command_says_the_same_for_programs(world, capsys, monkeypatch):
    from threshold.doors.console import health as command
    from threshold.doors.console import main

    monkeypatch.setattr(command, "set_up", lambda: None)
    assert main(["health", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["word"] == "act"
    assert {each["code"] for each in told["findings"]} >= {"sequencer", "signer", "worker", "mail"}
    assert main(["health"]) == 2
    assert "No worker is running" in capsys.readouterr().out
