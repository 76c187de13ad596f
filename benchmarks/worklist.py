"""How long a worklist and a contact's page take for one person, with ten thousand and with a million contacts."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from benchmarks.clients import Asked, send_all
from benchmarks.place import Place, a_place, serving
from benchmarks.pour import pour
from benchmarks.rows import Row, percentile
from benchmarks.submissions import finished_drafts

FEW = 10_000
MANY = int(os.environ.get("CONTACTS", "1000000"))
REAL = 60
VISITS = 300
WARMING = 40
LIMIT_MS = 60
SQL_LIMIT_MS = 5
QUERY_LIMIT = 15
GROWTH_LIMIT = 1.2


def run() -> list[Row]:
    """Pour a few in and measure, pour many in and measure again, and return the rows."""
    with a_place() as place:
        from tests.world import a_world

        screener = a_world().screener
        team = next(iter(screener.teams))
        refs = _real_contacts()
        cookie = _signed_in(screener.worker_id)
        addresses = {
            "worklist": ["/staff/work/?whose=team"] * VISITS,
            "contact": [f"/staff/contacts/{ref}/" for ref in refs] * (VISITS // REAL),
        }
        pour(place.superuser, first=1, last=FEW, worker=screener.worker_id or 0, team=team)
        few = _visits(place, addresses["worklist"], cookie)
        pour(place.superuser, first=FEW + 1, last=MANY, worker=screener.worker_id or 0, team=team)
        many = {name: _visits(place, paths, cookie) for name, paths in addresses.items()}
        inside = {name: _inside(paths[:REAL], cookie) for name, paths in addresses.items()}
    growth = percentile(many["worklist"], 0.5) / percentile(few, 0.5)
    return [
        *(row for name in addresses for row in _rows(name, many[name], *inside[name])),
        Row("worklist_growth_10k_to_1m", growth, "times", f"{GROWTH_LIMIT} times", growth / GROWTH_LIMIT),
    ]


def _rows(name: str, times: Sequence[float], sql_ms: float, queries: int) -> list[Row]:
    p95 = percentile(list(times), 0.95)
    return [
        Row(f"{name}_p95_ms_1m", p95, "ms", f"{LIMIT_MS} ms", p95 / LIMIT_MS),
        Row(f"{name}_sql_ms_1m", sql_ms, "ms", f"{SQL_LIMIT_MS} ms", sql_ms / SQL_LIMIT_MS),
        Row(f"{name}_queries", queries, "queries", f"{QUERY_LIMIT} queries", queries / QUERY_LIMIT),
    ]


def _real_contacts() -> list[str]:
    """Send some reports through the product, so that the pages measured hold what real ones hold."""
    from threshold.confidentiality.rules import PUBLIC
    from threshold.referrals.actions.send import send

    return [
        send(code=code, by=PUBLIC, at=datetime.now(UTC)).ref for code in finished_drafts(REAL, alike=False)
    ]


def _signed_in(worker: int | None) -> str:
    """Return the cookie of a session past the password and the second step."""
    from django.conf import settings
    from django.test import Client

    from threshold.doors.staff.session import SECOND_STEP
    from threshold.staffing.models import Worker

    Worker.objects.filter(pk=worker).update(must_change_password=False)
    client = Client()
    client.force_login(Worker.objects.get(pk=worker))
    session = client.session
    session[SECOND_STEP] = worker
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _visits(place: Place, paths: Sequence[str], cookie: str) -> list[float]:
    """Return the milliseconds of each visit by one client, after as many unmeasured ones as warm the processes up."""
    asked = [Asked("GET", path, {"Cookie": cookie}) for path in paths]
    with serving(place, "threshold.config.wsgi:application") as port:
        send_all(port, asked[:WARMING], clients=1)
        answers, _ = send_all(port, asked, clients=1)
    wrong = [answer for answer in answers if answer.status != 200]
    if wrong:
        raise RuntimeError(f"{paths[wrong[0].number]} was answered {wrong[0].status}")
    return [answer.seconds * 1000 for answer in answers]


def _inside(paths: Sequence[str], cookie: str) -> tuple[float, int]:
    """Return the 95th percentile of the milliseconds a page spends in statements, and the most statements of any."""
    from django.test import Client

    name, _, value = cookie.partition("=")
    client = Client()
    client.cookies[name] = value
    # A statement is planned once for each connection; the first visits would show that and nothing else.
    for path in paths[:WARMING]:
        client.get(path)
    spent, counts = [], []
    for path in paths:
        with _timed() as statements:
            client.get(path)
        spent.append(sum(statements))
        counts.append(len(statements))
    return percentile(spent, 0.95), max(counts)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Collect the milliseconds of each statement on the connection."""
    from django.db import connection

    taken: list[float] = []

    def timing(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        started = perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            taken.append((perf_counter() - started) * 1000)

    with connection.execute_wrapper(timing):
        yield taken
