"""One installation for all tests of failing machines; its database and its files lie on disks of their own."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.clients import Asked
from benchmarks.place import an_installation
from tests.machines.clock import Clock
from tests.machines.disks import Disk
from tests.violence import PARTS, Prepared, Sender, Victim, prepared
from threshold.doors.console.cluster import make_home, private_cluster

REPORTS = 100
DATABASE_MEGABYTES = 300
FILES_MEGABYTES = 8
PRIVATE = ("Bram", "number 12", "Bystander", "01632 960 777", "nell@mail", "typed before it failed")


class Machine:
    """The installation, its disks, and the reports that wait to be sent."""

    def __init__(self, victim: Victim, ready: Prepared, database: Disk, files: Disk, clock: Clock) -> None:
        """Begin with nothing shown."""
        self.victim, self.database, self.files, self.clock = victim, database, files, clock
        self.shown: list[str] = []
        self.codes = ready.codes
        self._waiting = iter(zip(ready.presses, ready.codes, strict=True))

    def press(self) -> Asked:
        """Return the press of a report that nobody has sent yet."""
        return next(self._waiting)[0]

    def person(self) -> tuple[Sender, str]:
        """Return somebody who has not sent their report yet, and their code."""
        press, code = next(self._waiting)
        return Sender(self.victim.port, press), code

    def sends(self, *, within: float = 0) -> Sender:
        """Let somebody send their report, once or again and again, and keep the reference that they are shown."""
        sender, _ = self.person()
        sender.give_up_at = time.monotonic() + within
        if reference := sender.reference() if within else sender.press_once():
            self.shown.append(reference)
        assert sender.unclear == []
        return sender


@pytest.fixture(scope="session")
def whole_machine() -> Iterator[Machine]:
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="threshold-machine-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        make_home(folder)
        account = private_cluster(folder).account
        owner = (account.uid, account.gid) if account else (-1, -1)
        (folder / "cluster").mkdir()
        database = _disk(stack, folder / "database.img", folder / "cluster/data", DATABASE_MEGABYTES, owner)
        clock = Clock(folder / "clock")
        with clock.in_charge():
            place = stack.enter_context(an_installation(folder))
        files = _disk(stack, folder / "files.img", folder / "files", FILES_MEGABYTES, (-1, -1))
        victim = Victim(place)
        ready = prepared(place, REPORTS)
        stack.callback(victim.kill, *(part for part in PARTS if part != "database"))
        with clock.in_charge():
            victim.start(*(part for part in PARTS if part != "database"))
        yield Machine(victim, ready, database, files, clock)


def _disk(stack: ExitStack, image: Path, at: Path, megabytes: int, owner: tuple[int, int]) -> Disk:
    disk = Disk(image, at)
    disk.make(megabytes=megabytes, owner=owner)
    stack.callback(disk.unmount)
    return disk


@pytest.fixture
def machine(whole_machine: Machine) -> Iterator[Machine]:
    """The machine in good order; afterwards its logs, the database's own among them, hold no word of a report."""
    # Only here: a browser that tests after these start would inherit the clock, and stand still.
    with whole_machine.clock.in_charge():
        whole_machine.victim.wait_until_it_answers()
        yield whole_machine
    logs = whole_machine.victim.logged() + (whole_machine.victim.place.cluster.base / "log").read_text()
    assert [private for private in (*PRIVATE, *whole_machine.codes) if private in logs] == []
