"""What every test may use: the run's own database server, and a Chromium that starts anywhere.

Tests work with the rights of the web role, as the product does. A test that needs the owner's asks for `as_owner`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests import server
from threshold.confidentiality.sealing import make_keys
from threshold.doors.console.cluster import SIGNER, WEB
from threshold.ledger.grants import grant

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the server only for a run that has a test with rows."""
    server.start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the tables as their owner, then hand every connection the web role."""
    with django_db_blocker.unblock():
        grant(connection, WEB, signer=SIGNER)
        connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"-c role={WEB}"
    yield
    del options["options"]
    connection.close()


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    """Make this run's own keys."""
    make_keys(Path(settings.KEYS_DIR))


@pytest.fixture
def as_owner() -> Callable[[], AbstractContextManager[None]]:
    """Return a context in which the test's own connection may do what the owner may."""

    @contextmanager
    def owning() -> Iterator[None]:
        _say("SET ROLE NONE")
        yield
        _say(f"SET ROLE {WEB}")

    return owning


@pytest.fixture(autouse=True)
def _emptied_by_its_owner(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the tables be emptied after a test that commits, the append-only ones included."""
    if not _commits(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    _say("SET ROLE NONE")
    _say("SET session_replication_role = replica")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Give back the rights that emptying took: the next test gets a new connection."""
    yield
    if _commits(item):
        connection.close()


def _commits(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return bool(asked or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests with a browser last: its event loop stays in the thread, where jobs could not run theirs."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to start the machine's own Chromium, also as root, without it calling home."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
        ],
    }  # fmt: skip
