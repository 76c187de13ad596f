"""During an upgrade a web process of the older version stands beside the newer one: one of them gives a reference."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from benchmarks.place import Place, free_port, start_serving
from tests.machines.conftest import Machine
from tests.storm.asking import look
from tests.violence import APPLICATION

STORED = "SELECT (SELECT count(*) FROM referrals_contact), (SELECT count(*) FROM ledger_salt)"


@pytest.fixture
def newer(machine: Machine) -> Iterator[Place]:
    """The installation as the next version sees it; afterwards its database is in this version's form again."""
    settings = {
        **machine.victim.place.settings,
        "DJANGO_SETTINGS_MODULE": "tests.machines.nextversion.settings",
    }
    yield replace(machine.victim.place, settings=settings)
    with psycopg.connect(machine.victim.place.superuser) as connection:
        connection.execute("DROP TABLE IF EXISTS nextversion_note")
        connection.execute("DELETE FROM django_migrations WHERE app = 'nextversion'")


def test_old_and_new_give_a_reference_that_holds_or_a_number_to_call(machine: Machine, newer: Place) -> None:
    port = free_port()
    server = start_serving(newer, APPLICATION, port)
    try:
        before = machine.victim.asked(STORED)
        early, _ = machine.person()
        early.port = port
        assert (early.press_once(), early.answers[503]) == ("", 1), "the newer one waits for its migration"
        assert machine.victim.asked(STORED) == before
        machine.sends()

        newer.run("-m", "threshold.doors.console", "migrate")

        before = machine.victim.asked(STORED)
        late, _ = machine.person()
        assert (late.press_once(), late.answers[503]) == ("", 1), "the older one stores nothing any more"
        assert early.unclear == late.unclear == []
        assert machine.victim.asked(STORED) == before
        late.port = port
        machine.shown += [early.press_once(), late.press_once()]
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert look(machine.victim, machine.shown).faults == ()
