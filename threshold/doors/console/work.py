"""Run the worker, which does everything that is done later.

Sends what is waiting in the outbox of messages, records due dates that pass, alerts people on call.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import time
from typing import cast

from threshold.doors.console.ready import set_up

SECONDS_BETWEEN_TRIES = 5
SECONDS_TO_FINISH = 10
SECONDS_BETWEEN_LOOKS = 1
SECONDS_OF_A_JUMP = 30

logger = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how many jobs may run at once."""
    parser.add_argument("--at-once", type=int, default=2, help="jobs at the same time (default %(default)s)")


def run(asked: argparse.Namespace) -> int:
    """Work until told to stop."""
    set_up()
    asyncio.run(until_stopped(asked.at_once))
    return 0


async def until_stopped(at_once: int) -> None:
    """Work on through whatever happens to the database; finish the running jobs when told to stop."""
    told = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, told.set)
    while not told.is_set():
        work = asyncio.create_task(_work(at_once))
        stop = asyncio.create_task(told.wait())
        jump = asyncio.create_task(_clock_jumped())
        await asyncio.wait({work, stop, jump}, return_when=asyncio.FIRST_COMPLETED)
        jumped = jump.done()
        if told.is_set() or jumped:
            work.cancel()
        await _ended(work)
        if jumped:
            logger.warning("the clock of this machine was set; counting on from what it says now")
        elif not told.is_set():
            logger.warning("the database went away; trying again in %s seconds", SECONDS_BETWEEN_TRIES)
            await asyncio.wait({stop}, timeout=SECONDS_BETWEEN_TRIES)
        stop.cancel()
        jump.cancel()


async def _clock_jumped() -> None:
    """Return when the clock was set: the schedule waits for times that it has passed already, or for all it skipped."""
    before = time.time() - time.monotonic()
    while abs((now := time.time() - time.monotonic()) - before) < SECONDS_OF_A_JUMP:
        before = now
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _work(at_once: int) -> None:
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.contrib.django.procrastinate_app import current_app

    # Below WARNING the library prints what each job was given.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    connector = cast(DjangoConnector, current_app.connector)
    with current_app.replace_connector(connector.get_worker_connector()) as app:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=at_once,
                delete_jobs="successful",
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
                install_signal_handlers=False,
            )


async def _ended(work: "asyncio.Task[None]") -> None:
    """Wait until the work has ended, which it may because it was told to or because the database is gone."""
    from procrastinate.exceptions import ConnectorException

    with contextlib.suppress(asyncio.CancelledError, ConnectorException, OSError):
        await work
