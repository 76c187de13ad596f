"""Start everything with a fictional borough.

Ctrl-C stops all of it. What is typed in is kept for the next start; --afresh throws it away.
"""

import argparse
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from threshold.confidentiality.sealing import make_keys
from threshold.doors.console.cluster import (
    ROLES,
    ROOT,
    Cluster,
    home_of,
    make_home,
    private_cluster,
)
from threshold.doors.console.keys import make_ledger_key
from threshold.doors.console.ports import refuse_taken_port, wait_for_port
from threshold.doors.console.ready import set_up
from threshold.refusals import Refused
from threshold.tlog.notes import PrivateKey

ADDRESS = "127.0.0.1"
SECONDS_TO_STOP = 15
DATABASE_SETTINGS = (
    "THRESHOLD_OWNER_DATABASE_URL",
    "THRESHOLD_DATABASE_URL",
    "THRESHOLD_SIGNER_DATABASE_URL",
)
LEDGER_NAME = "fennmarsh.example/ledger"
WITNESS_NAME = "witness.dunmere.example/ledgers"


class AlreadyRunning(Refused):
    """The demo has been started from this folder and still runs."""

    says = "The demo is already running from this folder. Stop it with Ctrl-C where it was started."


class StepFailed(Refused):
    """A program that the demo needs did not do its part."""


class HalfLoaded(Refused):
    """An earlier start was stopped while it loaded the borough into a server that is not ours to empty."""

    says = (
        "An earlier start stopped half-way through loading the borough. Empty that database and start again."
    )


class Stopped(Exception):
    """Somebody asked the demo to stop."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the port, and whether to begin again."""
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (default %(default)s)")
    parser.add_argument("--home", type=Path, help="folder for all that the demo keeps")
    parser.add_argument(
        "--code", action="store_true", help="say the second step's code of this half minute, and nothing else"
    )
    parser.add_argument(
        "--afresh", action="store_true", help="throw away what the demo kept, and load it again"
    )


def run(asked: argparse.Namespace) -> int:
    """Start the parts one after the other, say where they are, and wait until told to stop."""
    if asked.code:
        return _say_code()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _stop)
    home = asked.home or home_of("demo")
    try:
        with ExitStack() as stack:
            _start(asked, home, stack)
    except Stopped:
        print("\nStopped. What was typed in is kept for the next start.")
    return 0


def _say_code() -> int:
    set_up()
    from threshold.demo.ready import code_now

    print(code_now())
    return 0


def _start(asked: argparse.Namespace, home: Path, stack: ExitStack) -> None:
    refuse_taken_port(ADDRESS, asked.port)
    _refuse_unbuilt_assets()
    make_home(home)
    stack.enter_context(_alone(home / "lock"))
    given = all(os.environ.get(name) for name in DATABASE_SETTINGS[:2])
    cluster = None if given else stack.enter_context(_database(home, afresh=asked.afresh))
    environment = {**os.environ, **demo_environment(home, cluster, asked.port)}
    _migrate(environment, home if cluster else None)
    # On a server that is not ours there may be no role for the signer; in a demo the owner may sign.
    environment.setdefault(DATABASE_SETTINGS[2], environment[DATABASE_SETTINGS[0]])
    # Each program knows the connection that it works with, and no other.
    owner, web_role, signer = (
        _without(environment, DATABASE_SETTINGS, but=name) for name in DATABASE_SETTINGS
    )
    os.environ.update(web_role)
    for name in set(DATABASE_SETTINGS) - set(web_role):
        os.environ.pop(name, None)
    sign_ins = _borough(home)
    with step("Starting the web server, the worker, the sequencer, the signer and a neighbour's witness"):
        witnessing = _witness(environment, home)
        children = {
            "web server": stack.enter_context(_running(web_role, "serve", "--port", str(asked.port))),
            "worker": stack.enter_context(_running(web_role, "work")),
            "sequencer": stack.enter_context(_running(owner, "sequence")),
            "witness": stack.enter_context(_running(_without(environment, DATABASE_SETTINGS), *witnessing)),
            "signer": stack.enter_context(_running(signer, "sign")),
        }
        wait_for_port(ADDRESS, asked.port, while_running=children["web server"])
    print(welcome(asked.port, sign_ins), flush=True)
    _watch(children)


def demo_environment(home: Path, cluster: Cluster | None, port: int) -> dict[str, str]:
    """Return the settings of the demo; its secret and its keys are made at the first start and kept."""
    for name in ("files", "mail"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    make_keys(home / "keys")
    ledger_key = home / "ledger.key"
    if not ledger_key.exists():
        make_ledger_key(ledger_key, LEDGER_NAME)
    settings = {
        "THRESHOLD_DEMO": "1",
        "THRESHOLD_PLAIN_HTTP": "1",
        "THRESHOLD_HOSTS": "localhost,127.0.0.1",
        "THRESHOLD_PUBLIC_ADDRESS": f"http://localhost:{port}/",
        "THRESHOLD_SECRET_KEY": _secret(home / "secret"),
        "THRESHOLD_KEYS_DIR": str(home / "keys"),
        "THRESHOLD_LEDGER_KEY": str(ledger_key),
        "THRESHOLD_WITNESSES": str(home / "witnesses"),
        "THRESHOLD_FILES_DIR": str(home / "files"),
        "THRESHOLD_MAIL_DIR": str(home / "mail"),
    }
    roles = zip(DATABASE_SETTINGS, ROLES, strict=True)
    return {**settings, **({name: cluster.address(role) for name, role in roles} if cluster else {})}


def _witness(environment: Mapping[str, str], home: Path) -> Sequence[str]:
    """Make a neighbour's witness at the first start, tell the signer where it answers, and return how to run it."""
    key, state = home / "witness.key", home / "witness.state"
    files = ("--key", str(key), "--state", str(state))
    if not key.exists():
        state.unlink(missing_ok=True)
        _threshold(environment, "witness", "--new-key", WITNESS_NAME, *files)
    with socket.socket() as taken:
        taken.bind((ADDRESS, 0))
        listen = f"{ADDRESS}:{taken.getsockname()[1]}"
    (home / "witnesses").write_text(f"{PrivateKey.parse(key.read_text().strip()).public} http://{listen}/\n")
    (log, *_) = (PrivateKey.parse(line).public for line in (home / "ledger.key").read_text().split())
    return ("witness", *files, "--log", str(log), "--listen", listen)


def _without(environment: Mapping[str, str], names: Sequence[str], *, but: str = "") -> dict[str, str]:
    return {name: value for name, value in environment.items() if name == but or name not in names}


def welcome(port: int, sign_ins: Sequence[str]) -> str:
    """Return what to open and how to sign in."""
    here = f"http://localhost:{port}"
    lines = [
        "",
        f"  Tell the council about a child   {here}/",
        f"  Staff                            {here}/staff/",
        "",
        *(f"    {line}".rstrip() for line in sign_ins),
        "",
        "  Ctrl-C stops all of it.",
    ]
    return "\n".join(lines)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    print(f"{words} ...", end=" ", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def _refuse_unbuilt_assets() -> None:
    if not (ROOT / "build/collected/staticfiles.json").exists():
        raise StepFailed("The styles and scripts have not been built. Run: make assets")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


@contextmanager
def _database(home: Path, *, afresh: bool) -> Iterator[Cluster]:
    if afresh or (home / "loading").exists():
        _throw_away(home)
    cluster = private_cluster(home)
    try:
        with step("Starting a PostgreSQL of our own"):
            cluster.start()
        yield cluster
    finally:
        with _undisturbed():
            cluster.stop()


def _throw_away(home: Path) -> None:
    """Remove everything the demo kept, except the lock that we hold."""
    if (home / "cluster").exists():
        private_cluster(home).stop()
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()


def _borough(home: Path) -> Sequence[str]:
    """Load the borough unless an earlier start has, and return its sign-ins, a line each."""
    set_up()
    from django.db import connections

    from threshold.demo import borough

    loading, loaded = home / "loading", home / "loaded"
    if loading.exists():
        raise HalfLoaded
    if not loaded.exists():
        print("Loading the borough, once. This takes a minute or two.", flush=True)
        loading.touch()
        borough.load(progress=_progress, until=_midnight())
        loading.rename(loaded)
        print()
    sign_ins = borough.sign_ins()
    connections.close_all()
    return sign_ins


def _migrate(environment: Mapping[str, str], home: Path | None) -> None:
    """Migrate, unless the last start did so with these very files, which takes seconds to find out otherwise."""
    stamp, form = (home / "migrated", _form()) if home else (None, "")
    if stamp and stamp.exists() and stamp.read_text() == form:
        return
    with step("Bringing the database up to date"):
        _threshold(environment, "migrate")
    if stamp:
        stamp.write_text(form)


def _form() -> str:
    """Return a digest of everything that decides what form the database has and who may do what in it."""
    sources = [ROOT / "requirements/runtime.txt", *sorted((ROOT / "threshold/ledger").glob("*.py"))]
    sources += sorted((ROOT / "threshold").glob("*/migrations/*.py"))
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


def _midnight() -> datetime:
    """Return the last moment of yesterday, up to which the borough's two years have passed."""
    from django.utils import timezone

    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(seconds=1)


def _progress(done: int, of: int) -> None:
    words = f"{done:,} of {of:,} contacts"
    print(f"\r\033[K  {words}" if sys.stdout.isatty() else f"  {words}\n", end="", flush=True)


def _threshold(environment: Mapping[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", *words],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise StepFailed(f"threshold {words[0]} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def _running(environment: Mapping[str, str], *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command of ours in a group of its own, and end the whole group afterwards."""
    command = [sys.executable, "-m", "threshold.doors.console", *words]
    child = subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
    try:
        yield child
    finally:
        with _undisturbed():
            _end(child)


def _end(child: "subprocess.Popen[bytes]") -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
            child.wait(SECONDS_TO_STOP)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _watch(children: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise StepFailed(f"The {name} stopped by itself. Its last words are above.")
        time.sleep(0.5)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a second Ctrl-C not interrupt the stopping."""
    before = {sign: signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, signal.SIGTERM)}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


def _stop(_sign: int, _frame: FrameType | None) -> None:
    raise Stopped


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
