"""An installation in processes of its own, made to be killed: web, worker, sequencer, signer and database."""

import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from subprocess import Popen
from typing import Any, LiteralString

import psycopg

from benchmarks.clients import Asked
from benchmarks.place import Place, free_port, start_serving
from threshold.doors.console.cluster import ClusterFailed

APPLICATION = "threshold.config.wsgi:application"
PHONE = "01632 960 100"
GROUPS = re.compile(r'receipt__group"><span aria-hidden="true">(\w{4})<')
TROUBLE = (OSError, http.client.HTTPException)
TRIES = 60
LOG_NAME = "storm.example/ledger"
STAFF_READER = "rae@fennmarsh.example"
EVERY_FIFTH = 5

PROGRAMS = {
    "worker": ("work",),
    "sequencer": ("sequence",),
    "signer": ("sign", "--seconds", "1"),
}
PARTS = ("web", *PROGRAMS, "database")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Presses that would send finished drafts, and the cookie and address with which somebody on the staff reads.

    `codes` are those of the drafts, in the order of the presses.
    """

    presses: list[Asked]
    codes: list[str]
    cookie: str
    contact: str


class Victim:
    """The installation, and how to kill parts of it with signal 9 and start them again."""

    def __init__(self, place: Place) -> None:
        """Name the ledger's key and where mail goes, and start every part but the database, which runs already."""
        self.place = place
        self.log = place.folder / "said"
        self.port = free_port()
        self.key = place.folder / "ledger.key"
        self.signed = place.folder / "ledger.key.signed"
        mail = place.folder / "mail"
        mail.mkdir()
        place.settings.update(THRESHOLD_LEDGER_KEY=str(self.key), THRESHOLD_MAIL_DIR=str(mail))
        said = place.run("-m", "threshold.doors.console", "keys", "--ledger", LOG_NAME)
        self.public_key = said.decode().split()[-1]
        self._running: dict[str, Popen[bytes]] = {}

    def start(self, *parts: str) -> None:
        """Start parts that do not run; the database recovers from its own log."""
        for part in sorted(parts, key=PARTS.index, reverse=True):
            if part == "database":
                self._start_database()
            else:
                self._running[part] = self._serve() if part == "web" else self._program(part)

    def kill(self, *parts: str) -> None:
        """Kill every process of these parts in the middle of whatever they do."""
        for part in parts:
            if part == "database":
                self._kill_database()
            elif part in self._running:
                _kill_group(self._running.pop(part))

    def restart(self, *parts: str) -> None:
        """Kill these parts and start them again."""
        self.kill(*parts)
        self.start(*parts)

    def ended(self) -> list[str]:
        """Return the parts that should run and have ended by themselves."""
        return [part for part, process in self._running.items() if process.poll() is not None]

    def logged(self) -> str:
        """Return everything that the processes have written to their logs, the database's own log left out."""
        return self.log.read_text()

    def wait_until_it_answers(self) -> None:
        """Wait until the first page is there again, and the database behind it."""
        until = time.monotonic() + TRIES
        while time.monotonic() < until:
            with suppress(*TROUBLE):
                if self.fetch(Asked("GET", "/", {}))[0] == 200:
                    return
            time.sleep(0.2)
        raise TimeoutError("the web server did not come back")

    def asked(self, question: LiteralString) -> list[tuple[Any, ...]]:
        """Return the rows that the database's superuser gets for a question."""
        with psycopg.connect(self.place.superuser) as connection:
            return connection.execute(question).fetchall()

    def fsck(self) -> str:
        """Return what `threshold fsck` found, against the log's key, or nothing when everything fits."""
        done = subprocess.run(
            [sys.executable, "-m", "threshold.doors.console", "fsck", "--key", self.public_key],
            env={**os.environ, **self.place.settings}, check=False, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout + done.stderr if done.returncode else ""

    def fetch(self, asked: Asked, *, seconds: float = 30) -> tuple[int, str]:
        """Ask the web server once and return the answer's status and page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(asked.method, asked.path, body=asked.body, headers=asked.headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def _serve(self) -> "Popen[bytes]":
        with self.log.open("ab") as says_to:
            return start_serving(self.place, APPLICATION, self.port, says_to=says_to)

    def _program(self, part: str) -> "Popen[bytes]":
        with self.log.open("ab") as says_to:
            return subprocess.Popen(
                [sys.executable, "-m", "threshold.doors.console", *PROGRAMS[part]],
                env={**os.environ, **self.place.settings},
                start_new_session=True, stdin=subprocess.DEVNULL, stdout=says_to, stderr=says_to,
            )  # fmt: skip

    def _kill_database(self) -> None:
        pid = int((self.place.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        for process in [pid, *_children(pid)]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _start_database(self) -> None:
        # What is left of killed processes keeps the shared memory for a moment.
        for _ in range(TRIES):
            with suppress(ClusterFailed, psycopg.OperationalError):
                return self.place.cluster.start()
            time.sleep(0.5)
        raise TimeoutError("the database did not come back")


@dataclass
class Sender:
    """Somebody who presses "Send" until a page shows a reference, and what they were answered until then."""

    port: int
    press: Asked
    give_up_at: float = 0.0
    answers: Counter[int] = field(default_factory=Counter)
    unclear: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the cookies of the page that the press is on."""
        self._cookie = self.press.headers["Cookie"]

    def reference(self) -> str:
        """Send the report and open the receipt, again and again as a person would, and return the reference."""
        while time.monotonic() < self.give_up_at:
            with suppress(*TROUBLE):
                if reference := self.press_once():
                    return reference
            time.sleep(0.05 + secrets.randbelow(100) / 1000)
        raise TimeoutError("no reference was shown in time")

    def opens(self, asked: Asked) -> tuple[int, str]:
        """Ask for any other page with the cookies this browser holds, and return the answer's status and page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            page, status = self._ask(connection, asked)
        finally:
            connection.close()
        return status, page

    def press_once(self) -> str:
        """Send the report, open the receipt, and return the reference, or nothing if a page said why there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            page, status = self._ask(connection, self.press)
            if status == 302:
                page, status = self._ask(connection, Asked("GET", "/report/sent", {}))
        finally:
            connection.close()
        groups = GROUPS.findall(page)
        if status == 200 and groups:
            return "".join(groups[:2])
        # Neither a reference nor a place to turn to is the one thing that nobody may see.
        if PHONE not in page:
            self.unclear.append(f"{status}: {page[:200]}")
        return ""

    def _ask(self, connection: http.client.HTTPConnection, asked: Asked) -> tuple[str, int]:
        headers = {**asked.headers, "Cookie": self._cookie}
        connection.request(asked.method, asked.path, body=asked.body, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self.answers[answer.status] += 1
        jar = dict(part.split("=", 1) for part in self._cookie.split("; "))
        jar |= dict(new.split(";")[0].split("=", 1) for new in answer.headers.get_all("Set-Cookie") or [])
        self._cookie = "; ".join(f"{name}={value}" for name, value in jar.items())
        return page, answer.status


def _kill_group(process: "Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # Its children are gone a moment later, and with them the port they listen on.
        while True:
            os.killpg(process.pid, 0)
            time.sleep(0.01)


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"PPid:\t{pid}\n" in status.read_text():
                found.append(int(status.parent.name))
    return found


def prepared(place: Place, number: int) -> Prepared:
    """Configure the authority in the installation and return this many finished drafts' presses."""
    told = json.loads(place.run("-m", "tests.violence", str(number)))
    presses = [Asked(**{**press, "body": press["body"].encode()}) for press in told["presses"]]
    return Prepared(presses, told["codes"], told["cookie"], told["contact"])


def prepare(number: int) -> None:
    """Configure the authority, save finished drafts, and print what `prepared` returns."""
    import django

    django.setup()
    from django.conf import settings
    from django.urls import reverse

    from benchmarks.submissions import final_post
    from tests.world import a_world

    a_world()
    codes = _drafts(number)
    presses = [asdict(final_post(code)) for code in codes]
    told = {
        "codes": codes,
        "presses": [{**press, "body": press["body"].decode()} for press in presses],
        "cookie": f"{settings.SESSION_COOKIE_NAME}={_staff_session()}",
        "contact": reverse("staff:contact", args=["REFERENCE"]),
    }
    json.dump(told, sys.stdout)


def _drafts(number: int) -> Sequence[str]:
    """Save finished drafts, every fifth about a child in danger, and return their codes."""
    from datetime import UTC, datetime

    from tests.world import a_draft
    from threshold.confidentiality.rules import PUBLIC
    from threshold.people.rules import Identity
    from threshold.referrals.actions.save_draft import save_draft
    from threshold.referrals.rules.codes import new_code

    calm = a_draft(identity=Identity(name="Nell Bystander", phone="01632 960 777", email="nell@mail.example"))
    danger = replace(calm, report=replace(calm.report, safe_now="no"))
    codes = [new_code() for _ in range(number)]
    for place, code in enumerate(codes):
        draft = calm if place % EVERY_FIFTH else danger
        save_draft(code=code, draft=draft, by=PUBLIC, at=datetime.now(UTC))
    return codes


def _staff_session() -> str:
    """Return the key of a session in which somebody on the staff has signed in with both steps."""
    from django.test import Client

    from threshold.doors.staff.session import SECOND_STEP
    from threshold.staffing.models import Worker

    worker = Worker.objects.get(email=STAFF_READER)
    worker.must_change_password, worker.password = False, "a digest that fits no password"
    worker.save()
    client = Client()
    client.force_login(worker)
    session = client.session
    session[SECOND_STEP] = worker.pk
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
