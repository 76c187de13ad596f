"""The demo starts everything, keeps what was typed in, and leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.urls import reverse

from threshold.doors.console.ports import PortTaken, refuse_taken_port

pytestmark = pytest.mark.skipif(
    not Path("build/collected/staticfiles.json").exists(), reason="the demo needs what make assets builds"
)

# The demo itself, with a borough that loads at once.
QUICK = """
import sys, types
borough = types.ModuleType("threshold.demo.borough")
borough.load = lambda *, progress, until: progress(1, 1)
borough.sign_ins = lambda: ["manager   ready@example.org"]
import threshold.demo
threshold.demo.borough = sys.modules["threshold.demo.borough"] = borough
from threshold.doors.console import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def home():
    """A folder that the server's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="threshold-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(home, port):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("THRESHOLD_")}
    return subprocess.Popen(
        [sys.executable, "-u", "-c", QUICK, "demo", "--home", str(home), "--port", str(port)],
        env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_until(demo, words):
    said = ""
    for line in demo.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def stop(demo):
    demo.send_signal(signal.SIGINT)
    said, _ = demo.communicate(timeout=40)
    assert demo.returncode == 0, said
    return said


def busy():
    """Return by how much this machine is slowed by others now, at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def left_over(home):
    """Return the processes that still work in this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(home).encode() in told and process.name != str(os.getpid()):
            found.append(told)
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at Linux's list of processes")
def test_ctrl_c_stops_everything_and_a_second_start_is_quick(home, port):
    demo = start(home, port)
    said = read_until(demo, "Ctrl-C")
    assert f"http://localhost:{port}/" in said
    assert "ready@example.org" in said
    assert urlopen(f"http://127.0.0.1:{port}{reverse('account_login')}").status == 200
    again = start(home, port)
    assert "cannot be used" in again.communicate(timeout=20)[0]
    stop(demo)
    assert left_over(home) == []

    began = time.monotonic()
    demo = start(home, port)
    said = read_until(demo, "Ctrl-C")
    took = time.monotonic() - began
    stop(demo)
    assert "Loading the borough" not in said
    assert took < 20 * busy()
    assert left_over(home) == []


def test_one_folder_runs_one_demo(home, port):
    import fcntl

    with (home / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said, _ = start(home, port).communicate(timeout=20)
    assert "already running from this folder" in said


def test_a_taken_port_gets_a_clear_message():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            refuse_taken_port("127.0.0.1", number)
    assert re.search(rf"Port {number} .* cannot be used: .* make demo PORT=\d+", str(refused.value))
