"""Promise 1 under violence: web processes and database are killed while 500 reports are being sent.

Everybody who sends presses again until they see a reference, as a person would. Afterwards every reference
that was shown exists, every report is stored once, and none lacks its owner, its clocks or its ledger entries.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from benchmarks.clients import Asked
from benchmarks.place import an_installation
from tests.violence import Victim, prepared, press_until_a_reference_is_shown
from threshold.referrals.rules.codes import is_reference

REPORTS = 500
SENDERS = 8
KILLS = 6
GIVE_UP_AFTER_SECONDS = 300

INCOMPLETE = """
SELECT ref FROM referrals_contact AS contact WHERE NOT (
    (owner_id IS NOT NULL OR accept_by IS NOT NULL)
    AND next_at IS NOT NULL
    AND EXISTS (SELECT 1 FROM referrals_contactversion WHERE contact_id = contact.id)
    AND EXISTS (SELECT 1 FROM referrals_receipt WHERE contact_id = contact.id)
    AND EXISTS (SELECT 1 FROM people_referrer WHERE about = contact.ledger_ref)
    AND EXISTS (SELECT 1 FROM clocks_clock WHERE about = contact.ledger_ref AND duty = 'acknowledgement')
    AND (SELECT count(*) FROM clocks_clock WHERE about = contact.ledger_ref AND duty = 'decision')
        = (SELECT count(*) FROM referrals_child WHERE contact_id = contact.id)
    AND EXISTS (SELECT 1 FROM ledger_salt WHERE record = contact.ledger_ref))
"""


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with an_installation() as place:
        victim = Victim(place, prepared(place, REPORTS))
        try:
            yield victim
        finally:
            victim.stop()


def kill_as_they_come(victim: Victim, shown: list[str], over: threading.Event) -> int:
    """Kill web processes and database in turn, each time another share of the references has been shown."""
    for kill in range(KILLS):
        while len(shown) < (kill + 1) * REPORTS // (KILLS + 1):
            if over.wait(0.05):
                return kill
        (victim.kill_web, victim.kill_database)[kill % 2]()
    return KILLS


def test_every_reference_shown_exists_although_everything_is_killed(victim: Victim) -> None:
    give_up_at = time.monotonic() + GIVE_UP_AFTER_SECONDS
    over, shown = threading.Event(), list[str]()

    def press(asked: Asked) -> None:
        shown.append(press_until_a_reference_is_shown(victim.port, asked, give_up_at=give_up_at))

    with ThreadPoolExecutor(SENDERS + 1) as pool:
        killing = pool.submit(kill_as_they_come, victim, shown, over)
        sending = [pool.submit(press, asked) for asked in victim.presses]
        wait(sending)
        over.set()
        assert killing.result() == KILLS
    for sender in sending:
        sender.result()

    stored = {ref for (ref,) in victim.asked("SELECT ref FROM referrals_contact")}
    assert all(is_reference(ref) for ref in shown)
    assert set(shown) == stored
    assert len(shown) == len(stored) == REPORTS
    assert victim.asked(INCOMPLETE) == []
    assert victim.asked("SELECT count(*) FROM ledger_outbox") == victim.asked(
        "SELECT count(*) FROM ledger_salt"
    )


def test_the_logs_of_all_this_hold_no_word_of_a_report_and_no_code(victim: Victim) -> None:
    logged = victim.logged()
    assert "OperationalError" in logged, (
        "something went wrong while the database was gone, and the log says so"
    )
    for private in ("Bram", "number 12", "Bystander", "01632 960 777", "report="):
        assert private not in logged


def test_without_its_database_the_door_says_so_and_gives_a_telephone_number(victim: Victim) -> None:
    victim.place.cluster.stop()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", victim.port, timeout=30)
        again = victim.presses[0]
        connection.request(again.method, again.path, body=again.body, headers=again.headers)
        answer = connection.getresponse()
        page = answer.read().decode()
    finally:
        victim.place.cluster.start()
    assert answer.status == 503
    assert "01632 960 100" in page
    assert "999" in page
