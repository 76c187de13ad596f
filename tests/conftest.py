"""What every test may use: the run's own database server, and a Chromium that starts anywhere."""

import os
import shutil
from typing import Any

import pytest

from tests import server

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the server only for a run that has a test with rows."""
    server.start()


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
