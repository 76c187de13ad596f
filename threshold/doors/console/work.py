"""Run the worker, which does everything that is done later.

Sends what is waiting in the outbox of messages, records due dates that pass, alerts people on call.
"""

import argparse
import asyncio
import logging
from typing import cast

from threshold.doors.console.ready import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how many jobs may run at once."""
    parser.add_argument("--at-once", type=int, default=2, help="jobs at the same time (default %(default)s)")


def run(asked: argparse.Namespace) -> int:
    """Work until told to stop."""
    set_up()
    asyncio.run(until_stopped(asked.at_once))
    return 0


async def until_stopped(at_once: int) -> None:
    """Take jobs as they come, at least every 5 seconds; finish the running ones when told to stop."""
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.contrib.django.procrastinate_app import current_app

    # The library prints at INFO what each job was given.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    connector = cast(DjangoConnector, current_app.connector)
    with current_app.replace_connector(connector.get_worker_connector()) as app:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=at_once, fetch_job_polling_interval=5, delete_jobs="successful",
                shutdown_graceful_timeout=10,
            )  # fmt: skip
