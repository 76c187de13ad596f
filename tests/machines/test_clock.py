"""The machine's clock is set a day forward, a day back and right again, under everything that runs."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from urllib.parse import urlencode

import pytest

from benchmarks.clients import Asked
from benchmarks.submissions import TOKEN
from tests.machines.conftest import Machine
from tests.storm.asking import look
from tests.violence import EVERY_FIFTH, Sender

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ON_SCHEDULE_WITHIN_SECONDS = 60
WRITTEN = "typed before it failed, and much longer than a name or a number would be"


@pytest.fixture(autouse=True)
def _right_again(machine: Machine) -> Iterator[None]:
    yield
    with suppress(pytest.skip.Exception):
        machine.clock.set(days=0)


def comes_back(person: Sender, code: str) -> int:
    """Write the code again, as the page asks for, and return the answer's status."""
    typed = {"csrfmiddlewaretoken": TOKEN, "code": code, "reference": "", "kept": ""}
    return person.opens(Asked("POST", "/come-back", FORM, urlencode(typed).encode()))[0]


def days_from_now(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%-d %B %Y}"


def test_a_day_back_costs_nothing_and_what_is_done_on_schedule_goes_on(machine: Machine) -> None:
    no_tick = "SELECT count(*) = 0 FROM procrastinate_periodic_defers"
    assert within(machine, ON_SCHEDULE_WITHIN_SECONDS, no_tick)
    machine.clock.set(days=-1)
    newest = newest_letter(machine)

    for _ in range(EVERY_FIFTH):
        person = machine.sends(within=30)

    assert newest_letter(machine) > newest
    _, receipt = person.opens(Asked("GET", "/report/sent", {}))
    assert days_from_now(-1) in receipt
    assert look(machine.victim, machine.shown).faults == ()
    waiting = (
        "SELECT count(*) > 0 FROM correspondence_outgoing WHERE state = 'waiting' AND next_try_at <= now()"
    )
    assert within(machine, ON_SCHEDULE_WITHIN_SECONDS, waiting), "the schedule waits for today to come again"


def test_a_day_forward_costs_nobody_their_draft_and_the_log_its_order_never(machine: Machine) -> None:
    person, code = machine.person()
    machine.clock.set(days=1)

    typed = urlencode({"csrfmiddlewaretoken": TOKEN, "worry": WRITTEN, "then": ""}).encode()
    _, page = person.opens(Asked("POST", "/report/worry", FORM, typed))
    assert "Write your code and it is put back" in page
    assert comes_back(person, code) == 302
    machine.shown.append(person.press_once())

    _, receipt = person.opens(Asked("GET", "/report/sent", {}))
    assert days_from_now(1) in receipt
    assert look(machine.victim, machine.shown).faults == ()


def test_the_right_time_again_leaves_everything_in_order(machine: Machine) -> None:
    machine.clock.set(days=0)
    machine.sends(within=30)

    assert look(machine.victim, machine.shown).faults == ()
    signed = [size for (size,) in machine.victim.asked("SELECT size FROM ledger_checkpoint ORDER BY id")]
    assert signed == sorted(signed), "checkpoints follow the log and not the clock"


def newest_letter(machine: Machine) -> int:
    return int(machine.victim.asked("SELECT coalesce(max(id), 0) FROM correspondence_outgoing")[0][0])


def within(machine: Machine, seconds: float, still: LiteralString) -> bool:
    """Return whether the answer to the question becomes no within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if machine.victim.asked(still) == [(False,)]:
            return True
        time.sleep(0.5)
    return False
