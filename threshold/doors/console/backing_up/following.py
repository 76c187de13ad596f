"""Following the database's log: pg_receivewal takes it in as it is written, and each round of ours encrypts it.

What it has taken in waits unencrypted in a folder of this machine, never among the copies, until it is encrypted.
"""

import fcntl
import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from threshold.doors.console.backing_up.files import copy_new
from threshold.doors.console.backing_up.folder import Folder
from threshold.doors.console.backing_up.installation import Installation, for_programs
from threshold.doors.console.backing_up.wal import PARTIAL, archive, archive_partial
from threshold.refusals import Refused

SLOT = "threshold_archive"
"""The server keeps its log for us under this name until we have it, also while nobody follows."""

LOCK, SNAPSHOT = "lock", "snapshot"
SECONDS_TO_STOP = 10
LOOKS, SECONDS_BETWEEN_LOOKS = 10, 0.5

COMES_IN = """
SELECT active AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) < %s FROM pg_replication_slots WHERE slot_name = %s
"""
END_OTHERS = (
    "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = %s AND active"
)
END = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"


class AlreadyFollowed(Refused):
    """Another process follows the same log into the same folder."""

    says = "The log of this database is being archived already. One process is enough."


class NotFollowed(Refused):
    """The server does not give us its log."""


class Follower:
    """One round after the other, each encrypts what has come in since the last one."""

    def __init__(
        self,
        found: Installation,
        folder: Folder,
        waiting: Path,
        recipients: Sequence[Any],
        segment_bytes: int,
    ) -> None:
        """Follow the log of an installation into a folder of copies; `waiting` is where it lies until then."""
        self._found = found
        self._folder = folder
        self._waiting = waiting
        self._recipients = recipients
        self._segment_bytes = segment_bytes
        self._seen = ""

    def check(self) -> None:
        """Raise NotFollowed unless the server has given us its log up to now, but for what is on its way."""
        for _ in range(LOOKS):
            try:
                with psycopg.connect(self._found.address) as connection:
                    found = connection.execute(COMES_IN, [self._segment_bytes, SLOT]).fetchone()
            except psycopg.OperationalError:
                raise NotFollowed(
                    "The database does not answer, so nothing more of its log comes in."
                ) from None
            if found == (True,):
                return
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise NotFollowed("The log of the database does not come in. What pg_receivewal says of it is above.")

    def go(self) -> None:
        """Encrypt what has come in. The files are copied in between, so that each that the log names is there."""
        whole = sorted(path for path in self._waiting.glob("0*") if path.suffix != PARTIAL)
        growing = self._snapshot()
        copy_new(self._found.files, self._folder, self._recipients)
        for path in whole:
            archive(path, self._folder, self._recipients)
            path.unlink()
        if growing:
            name, digest = growing
            archive_partial(self._waiting / SNAPSHOT, name, self._folder, self._recipients)
            self._seen = digest
        (self._waiting / SNAPSHOT).unlink(missing_ok=True)

    def _snapshot(self) -> tuple[str, str] | None:
        """Copy the segment that is being written, and return name and digest; None if there is nothing new in it."""
        for path in sorted(self._waiting.glob(f"*{PARTIAL}"))[-1:]:
            snapshot = self._waiting / SNAPSHOT
            try:
                shutil.copyfile(path, snapshot)
            except FileNotFoundError:
                # It became whole in this very moment: the next round takes it.
                return None
            with snapshot.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if snapshot.stat().st_size == self._segment_bytes and digest != self._seen:
                return path.name.removesuffix(PARTIAL), digest
        return None


class Receiver:
    """pg_receivewal, which takes in the log as it is written, and ends whenever the server goes away."""

    def __init__(self, found: Installation, waiting: Path) -> None:
        """Have the server keep from now on what we do not have yet; raise NotFollowed if it does not."""
        address, self._environment = for_programs(found.address)
        self._program: list[str | Path] = [
            found.programs / "pg_receivewal",
            "--dbname",
            address,
            "--no-password",
            "--slot",
            SLOT,
        ]
        self._waiting = waiting
        self._child: subprocess.Popen[bytes] | None = None
        making = subprocess.run(
            [*self._program, "--create-slot", "--if-not-exists"],
            env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", check=False,
        )  # fmt: skip
        if making.returncode:
            raise NotFollowed(f"The server does not give its log: {making.stderr.strip()}")
        with psycopg.connect(found.address, autocommit=True) as connection:
            # Somebody killed us before, and what we had started then goes on: nobody else has our lock.
            connection.execute(END_OTHERS, [SLOT])

    def see_to_it(self) -> None:
        """Start it unless it runs."""
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [*self._program, "--directory", self._waiting, "--synchronous", "--no-loop"],
                env=self._environment, stdin=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip

    def end(self) -> None:
        """Stop it in good order, what it has being on disk."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


@contextmanager
def receiving(found: Installation, waiting: Path) -> Iterator[Receiver]:
    """Take in the log until the end of the block; raise AlreadyFollowed if another process does."""
    waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(waiting / LOCK):
        receiver = Receiver(found, waiting)
        try:
            yield receiver
        finally:
            receiver.end()


def forget(address: str, waiting: Path) -> None:
    """Have the server keep nothing for us any more, and nothing wait here; raise AlreadyFollowed while one follows."""
    with psycopg.connect(address, autocommit=True) as connection:
        try:
            connection.execute(END, [SLOT])
        except psycopg.errors.ObjectInUse:
            raise AlreadyFollowed("Stop the process that archives first.") from None
    shutil.rmtree(waiting, ignore_errors=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyFollowed from None
        yield
