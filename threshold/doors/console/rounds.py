"""Doing something again and again until told to stop, through whatever happens to the database or to a disk."""

import logging
import signal
import threading
from collections.abc import Callable

SECONDS_BETWEEN_TRIES = 5

logger = logging.getLogger(__name__)


def until_told_to_stop(work: Callable[[], None], *, seconds: float) -> None:
    """Do the work, rest for so many seconds, and again; a signal to stop lets what has begun come to its end."""
    from django.db import Error, connections

    told = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: told.set())
    while not told.is_set():
        rest = seconds
        try:
            work()
        except (Error, OSError) as fault:
            connections.close_all()
            rest = SECONDS_BETWEEN_TRIES
            logger.warning("%s; trying again in %s seconds", type(fault).__name__, rest)
        told.wait(rest)
    connections.close_all()
