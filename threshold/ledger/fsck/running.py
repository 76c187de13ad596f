"""Looking at one moment of a log, alone or with several processes that all see that same moment."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol

from django.db import connection, connections, transaction
from psycopg import sql

Look = Callable[[], Any]
AHEAD = 2
"""How many looks each process is given in advance."""


class Lookers(Protocol):
    """Whoever does the looking."""

    def run(self, looks: Sequence[Look]) -> Iterator[tuple[int, Any]]:
        """Do these, in any order; yield each one's place in the sequence and what it answered."""


class Alone:
    """Looks with this process's own connection, as it stands."""

    def run(self, looks: Sequence[Look]) -> Iterator[tuple[int, Any]]:
        """Do one after the other."""
        for place, look in enumerate(looks):
            yield place, look()


class Together:
    """Looks with processes of their own, which share the moment that this process's transaction sees."""

    def __init__(self, pool: ProcessPoolExecutor, processes: int, moment: str) -> None:
        """Take the pool and the name of the moment."""
        self.pool, self.processes, self.moment = pool, processes, moment

    def run(self, looks: Sequence[Look]) -> Iterator[tuple[int, Any]]:
        """Do them in the order given, several at the same time."""
        left = iter(enumerate(looks))
        going: dict[Future[Any], int] = {}
        while True:
            for place, look in left:
                going[self.pool.submit(_look_then, self.moment, look)] = place
                if len(going) >= self.processes * AHEAD:
                    break
            if not going:
                return
            done, _ = wait(going, return_when=FIRST_COMPLETED)
            for each in done:
                yield going.pop(each), each.result()


@contextmanager
def one_moment(processes: int) -> Iterator[Lookers]:
    """Give whoever looks at the database as it is at one moment, with so many processes (0: with this one alone)."""
    if not processes:
        with transaction.atomic():
            _only_read()
            yield Alone()
        return
    # Begun while this process has no connection: what a process inherits it would also close.
    connections.close_all()
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        pool.submit(os.getpid).result()
        with transaction.atomic():
            _only_read()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                (moment,) = cursor.fetchone()
            yield Together(pool, processes, moment)


def _look_then(moment: str, look: Look) -> Any:
    with transaction.atomic():
        _only_read()
        with connection.cursor() as cursor:
            named = sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(moment))
            cursor.execute(named.as_string())
        return look()


def _only_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
