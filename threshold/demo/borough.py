"""Loads Fennmarsh: two years of a borough that does not exist, through the acts that the doors use.

The same `until` always gives the same families, words, times and decisions. References, codes and salts are drawn
afresh, as they are everywhere else.
"""

import multiprocessing
import signal
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import groupby
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

from django.db import connection

from threshold.ledger.together import together
from threshold.messages.actions.deliver import deliver
from threshold.messages.models import Outgoing
from threshold.messages.rules import Delivery
from threshold.referrals.actions.escalate import escalate
from threshold.referrals.actions.return_lapsed import return_lapsed
from threshold.referrals.actions.return_work import return_work
from threshold.referrals.queries import hold_contacts
from threshold.refusals import Refused
from threshold.staffing.actions.configure import configure
from threshold.staffing.queries import forget_configuration
from threshold.staffing.rules import AbsenceKind

from . import people, ready
from .acts import DEMO_SYSTEM, Company, Stored
from .hours import MONTHS
from .stories import Step, Story, beginnings, story

CONTACTS = 6_240
TOGETHER = 160
"""How many stories are told side by side, in one transaction each turn."""

FILE = Path(__file__).with_name("fennmarsh.toml")
BEFORE_IT_BEGINS = timedelta(days=31 * MONTHS)
A_MOMENT = timedelta(seconds=8)

Progress = Callable[[int, int], None]


class LoadFailed(Refused):
    """One of the processes that load the borough ended before its work was done."""

    says = "The borough could not be loaded. What went wrong is printed above."


def load(*, progress: Progress, until: datetime, count: int = CONTACTS, processes: int = 2) -> None:
    """Put the configuration in force and tell every story; `progress` is told how many of how many are done."""
    ready.refuse_outside_a_demo()
    configure(content=content(until=until), by=DEMO_SYSTEM, at=until - BEFORE_IT_BEGINS)
    forget_configuration(viewer=DEMO_SYSTEM)
    ready.make_ready(at=until - BEFORE_IT_BEGINS)
    if processes == 1:
        for done in _tell_part(0, 1, until=until, count=count):
            progress(done, count)
    else:
        _tell_in_parts(processes, progress, until=until, count=count)
    _last_days(until)


def sign_ins() -> list[str]:
    """Return how to sign in as somebody of each role, a line each."""
    return ready.lines()


def content(*, until: datetime) -> dict[str, Any]:
    """Return the borough's configuration with its rota for the time around `until`."""
    return {**tomllib.loads(FILE.read_text("utf-8")), "rota": people.rota(until=until)}


def _tell_in_parts(processes: int, progress: Progress, *, until: datetime, count: int) -> None:
    """Tell the stories in processes of their own, each with its own families and its own connection."""
    fork = multiprocessing.get_context("fork")
    said: SimpleQueue[int] = fork.SimpleQueue()
    parts = [
        fork.Process(target=_one_process, args=(part, processes, until, count, said), daemon=True)
        for part in range(processes)
    ]
    connection.close()
    for part in parts:
        part.start()
    try:
        _follow(parts, said, progress, count)
    finally:
        for part in parts:
            part.terminate()


def _follow(parts: Sequence[Any], said: "SimpleQueue[int]", progress: Progress, count: int) -> None:
    done = 0
    while any(part.is_alive() for part in parts) or not said.empty():
        if said.empty():
            parts[0].join(0.2) if parts[0].is_alive() else parts[-1].join(0.2)
            continue
        done += said.get()
        progress(done, count)
    if any(part.exitcode for part in parts):
        raise LoadFailed


def _one_process(part: int, parts: int, until: datetime, count: int, said: "SimpleQueue[int]") -> None:
    # A Ctrl-C is for the process that waits for us; it ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    before = 0
    for done in _tell_part(part, parts, until=until, count=count):
        said.put(done - before)
        before = done


def _tell_part(part: int, parts: int, *, until: datetime, count: int) -> Iterator[int]:
    """Tell the stories of this part's families in order of time; yield how many are told after each batch."""
    with connection.cursor() as cursor:
        # Should the machine go down half-way, the borough is loaded afresh in any case.
        cursor.execute("SET synchronous_commit TO off")
    company = Company()
    begun = [each for each in beginnings(count=count, until=until) if each.family % parts == part]
    for start in range(0, len(begun), TOGETHER):
        batch = begun[start : start + TOGETHER]
        tell([story(each, until=until) for each in batch], company)
        yield start + len(batch)


def tell(
    batch: Sequence[Story],
    company: Company,
    *,
    writing: Callable[[], AbstractContextManager[None]] = together,
) -> list[Stored]:
    """Receive these reports, then take all their stories on by a turn at a time; return them in the same order."""
    with writing():
        received = [company.receive(each) for each in batch]
    turns = [(stored, iter(_turns(each))) for stored, each in zip(received, batch, strict=True)]
    while turns:
        with writing():
            hold_contacts(refs=[stored.ref for stored, _ in turns], viewer=DEMO_SYSTEM)
            turns = [(stored, left) for stored, left in turns if _take_turn(stored, left, company)]
    return received


def _turns(told: Story) -> Iterator[list[Step]]:
    return (list(steps) for _, steps in groupby(told.steps, key=lambda step: step.turn))


def _take_turn(stored: Stored, left: Iterator[list[Step]], company: Company) -> bool:
    """Carry out the next turn of one story and return whether there was one."""
    steps = next(left, None)
    for step in steps or ():
        company.carry_out(step, stored)
    return steps is not None


def _last_days(until: datetime) -> None:
    """Let happen what concerns everyone: somebody leaves, somebody is away, dates go by, letters are sent."""
    company = Company()
    for who, kind, before, why in (
        (people.LEAVER, AbsenceKind.LEFT, people.LEFT_BEFORE, "Moved to another authority"),
        (people.AWAY, AbsenceKind.AWAY, people.AWAY_BEFORE, "Unwell, return not known"),
    ):
        return_work(
            worker=company.worker(who), kind=kind, until=None, reason=why, by=DEMO_SYSTEM, at=until - before
        )
    while return_lapsed(by=DEMO_SYSTEM, at=until):
        pass
    while escalate(by=DEMO_SYSTEM, at=until):
        pass
    _send_letters(until)


def _send_letters(until: datetime) -> None:
    """Send everything that waits, each a moment after it was written."""
    waiting = Outgoing.objects.filter(state=Delivery.WAITING, attempts=0).order_by("next_try_at")
    for made_at in list(waiting.values_list("next_try_at", flat=True)):
        deliver(by=DEMO_SYSTEM, at=min(made_at + A_MOMENT, until))
