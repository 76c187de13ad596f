"""A place to measure in: a database server of its own that really writes to disk, and web servers on loopback."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from threshold.doors.console.cluster import OWNER, SIGNER, SUPERUSER, WEB, Cluster, private_cluster

READY_WITHIN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a benchmark works: its folder, the server's cluster, and the settings its programs are started with."""

    folder: Path
    cluster: Cluster
    settings: dict[str, str]

    @property
    def superuser(self) -> str:
        """Return the connection of the role that may pour rows in."""
        return self.cluster.address(SUPERUSER)

    def run(self, *arguments: str) -> bytes:
        """Run a Python program to its end with this installation's settings and return what it printed."""
        settings = {**os.environ, **self.settings}
        return subprocess.run(
            [sys.executable, *arguments], env=settings, check=True, stdout=subprocess.PIPE
        ).stdout


@contextmanager
def an_installation(folder: Path | None = None) -> Iterator[Place]:
    """Start a database that really writes to disk, bring it to its newest form, and clear everything up afterwards."""
    folder = folder or Path(tempfile.mkdtemp(prefix="threshold-bench-"))
    cluster = private_cluster(folder)
    cluster.start()
    try:
        place = Place(folder, cluster, _settings(cluster, folder))
        place.run("-m", "threshold.doors.console", "migrate")
        yield place
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_place() -> Iterator[Place]:
    """Give an installation that Django in this process works on too, as the web role."""
    with an_installation() as place:
        os.environ.update(place.settings)
        import django

        django.setup()
        yield place


def start_serving(
    place: Place, application: str, port: int, *, says_to: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    """Start serving a WSGI application as `threshold serve` does, in a process group of its own."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "1",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-ws", "--log-level", "warning", application]
    server = subprocess.Popen(
        command, env={**os.environ, **place.settings}, start_new_session=True, stdout=says_to, stderr=says_to
    )
    wait_for(port)
    return server


@contextmanager
def serving(place: Place, application: str) -> Iterator[int]:
    """Serve a WSGI application with two processes, and give the port."""
    port = free_port()
    server = start_serving(place, application, port)
    try:
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _settings(cluster: Cluster, folder: Path) -> dict[str, str]:
    for name in ("keys", "files"):
        (folder / name).mkdir(mode=0o700)
    return {
        "DJANGO_SETTINGS_MODULE": "threshold.config.settings",
        "THRESHOLD_OWNER_DATABASE_URL": cluster.address(OWNER),
        "THRESHOLD_DATABASE_URL": cluster.address(WEB),
        "THRESHOLD_SIGNER_DATABASE_URL": cluster.address(SIGNER),
        "THRESHOLD_SECRET_KEY": secrets.token_urlsafe(50),
        "THRESHOLD_KEYS_DIR": str(folder / "keys"),
        "THRESHOLD_FILES_DIR": str(folder / "files"),
        "THRESHOLD_HOSTS": "127.0.0.1,localhost,testserver",
        "THRESHOLD_PLAIN_HTTP": "1",
        "THRESHOLD_PHONE": "01632 960 100",
    }


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until something answers on the port, or raise TimeoutError."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
