"""The database is away and comes back: nobody is left without an answer, and every part goes on by itself."""

import os
import time
from urllib.parse import urlencode

from benchmarks.clients import Asked
from benchmarks.submissions import TOKEN
from tests.machines.conftest import Machine
from tests.storm.asking import look
from tests.violence import PHONE

AWAY_SECONDS = float(os.environ.get("AWAY_SECONDS", "8"))
"""Longer than any part waits between two tries; `make storm` takes a minute."""

WRITTEN = "typed before it failed, and much longer than a name or a number would be"


def test_drafts_sending_and_the_log_go_on_by_themselves_when_the_database_is_back(machine: Machine) -> None:
    victim = machine.victim
    writer, _ = machine.person()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    typed = urlencode({"csrfmiddlewaretoken": TOKEN, "worry": WRITTEN, "then": ""}).encode()
    page_of_words = Asked("POST", "/report/worry", headers, typed)
    victim.kill("database")
    until = time.monotonic() + AWAY_SECONDS
    try:
        while time.monotonic() < until:
            assert PHONE in victim.fetch(Asked("GET", "/", {}))[1]
            status, page = writer.opens(page_of_words)
            assert status == 503
            assert PHONE in page
            assert WRITTEN in page, "the words are given back, to be copied"
            assert machine.sends().answers == {503: 1}
            time.sleep(1)
    finally:
        victim.start("database")

    victim.wait_until_it_answers()
    assert writer.opens(page_of_words)[0] == 302
    machine.shown.append(writer.press_once())
    machine.sends(within=30)
    assert look(victim, machine.shown).faults == ()
