"""An installation in processes of its own, made to be killed: web processes, and a database that writes to disk."""

import http.client
import json
import os
import re
import secrets
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from subprocess import Popen
from tempfile import NamedTemporaryFile

import psycopg

from benchmarks.clients import Asked
from benchmarks.place import Place, free_port, start_serving
from threshold.doors.console.cluster import ClusterFailed

APPLICATION = "threshold.config.wsgi:application"
GROUPS = re.compile(r'receipt__group"><span aria-hidden="true">(\w{4})<')
TROUBLE = (OSError, http.client.HTTPException)
TRIES = 60


class Victim:
    """The installation, and how to kill parts of it with signal 9 and start them again."""

    def __init__(self, place: Place, presses: list[Asked]) -> None:
        self.place = place
        self.presses = presses
        self.said = NamedTemporaryFile()
        self.port = free_port()
        self.web = self._serve()

    def kill_web(self) -> None:
        """Kill the web processes in the middle of whatever they do, and start others."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.web = self._serve()

    def kill_database(self) -> None:
        """Kill every process of the database at once, and start it again, which recovers from its log."""
        pid = int((self.place.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        for process in [pid, *_children(pid)]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        # What is left of the old processes keeps the shared memory for a moment.
        for _ in range(TRIES):
            with suppress(ClusterFailed, psycopg.OperationalError):
                return self.place.cluster.start()
            time.sleep(0.5)
        raise TimeoutError("the database did not come back")

    def logged(self) -> str:
        """Return everything that the web processes have written to their logs."""
        return Path(self.said.name).read_text()

    def stop(self) -> None:
        """Stop the web processes."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def asked(self, question: str) -> list[tuple[object, ...]]:
        """Return the rows that the database's superuser gets for a question."""
        with psycopg.connect(self.place.superuser) as connection:
            return connection.execute(question).fetchall()  # type: ignore[call-overload,no-any-return]

    def _serve(self) -> "Popen[bytes]":
        return start_serving(self.place, APPLICATION, self.port, says_to=self.said)


def press_until_a_reference_is_shown(port: int, press: Asked, *, give_up_at: float) -> str:
    """Send a report and open the receipt, again and again as a person would, and return the reference it shows."""
    cookie = press.headers["Cookie"]
    while time.monotonic() < give_up_at:
        with suppress(*TROUBLE):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            status, cookie = _ask(connection, press, cookie)[1:]
            if status == 302:
                page, status, cookie = _ask(connection, Asked("GET", "/report/sent", {}), cookie)
                groups = GROUPS.findall(page)
                if status == 200 and groups:
                    return "".join(groups[:2])
            connection.close()
        time.sleep(0.05 + secrets.randbelow(100) / 1000)
    raise TimeoutError("no reference was shown in time")


def _ask(connection: http.client.HTTPConnection, asked: Asked, cookie: str) -> tuple[str, int, str]:
    connection.request(asked.method, asked.path, body=asked.body, headers={**asked.headers, "Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    jar = dict(part.split("=", 1) for part in cookie.split("; "))
    jar |= dict(new.split(";")[0].split("=", 1) for new in answer.headers.get_all("Set-Cookie") or [])
    return page, answer.status, "; ".join(f"{name}={value}" for name, value in jar.items())


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"PPid:\t{pid}\n" in status.read_text():
                found.append(int(status.parent.name))
    return found


def prepare(number: int) -> None:
    """Configure the authority, save finished drafts, and print the presses that would send them."""
    import django

    django.setup()
    from benchmarks.submissions import final_post, finished_drafts
    from tests.world import a_world

    a_world()
    presses = [asdict(final_post(code)) for code in finished_drafts(number)]
    json.dump([{**press, "body": press["body"].decode()} for press in presses], sys.stdout)


def prepared(place: Place, number: int) -> list[Asked]:
    """Return the presses of this many finished drafts in the installation."""
    presses = json.loads(place.run("-m", "tests.violence", str(number)))
    return [Asked(**{**press, "body": press["body"].encode()}) for press in presses]


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
