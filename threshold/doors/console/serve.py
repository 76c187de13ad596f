"""Run the web server.

Refuses to start where doctor finds something that must not be served, such as a default secret.
Put a proxy with TLS in front, and name its address in THRESHOLD_PROXY.
"""

import argparse
import os

from threshold.doors.console.ports import refuse_taken_port
from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class NotFitToServe(Refused):
    """Something found by doctor must be mended first."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address and port to listen on."""
    parser.add_argument("--address", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="web processes (default %(default)s)")


def run(asked: argparse.Namespace) -> int:
    """Look for what forbids serving, then serve until told to stop."""
    # Whoever broke into the web process would find the owner's password here.
    os.environ.pop("THRESHOLD_OWNER_DATABASE_URL", None)
    set_up()
    refuse_what_is_unsafe()
    refuse_taken_port(asked.address, asked.port)
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # More threads in a process would buy a slow tail, not more answers: the database is waited for.
    Server(
        "threshold.config.wsgi:application",
        address=asked.address,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.processes,
        blocking_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
    ).serve()
    return 0


def refuse_what_is_unsafe() -> None:
    """Raise, with what to do about it, if this deployment must not be served as it is."""
    from threshold.doors.console import checkup

    grave = [finding for finding in checkup.findings() if finding.forbids_serving]
    if grave:
        raise NotFitToServe("\n\n".join(["This is not safe to serve.", *map(str, grave)]))
