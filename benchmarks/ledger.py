"""How fast entries get their places, how long that takes for one report, and how long checking takes.

LEDGER_ENTRIES sets how many entries are checked, for a trial with fewer than a million.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg

from benchmarks.clients import CLIENTS, Answered, send_all
from benchmarks.entries import A_CONTACT
from benchmarks.place import Place, a_place, serving
from benchmarks.pour import pour
from benchmarks.rows import Row, percentile
from benchmarks.submissions import final_post, finished_drafts

ENTRIES = int(os.environ.get("LEDGER_ENTRIES", "1000000"))
REPORTS = 400
WARMING = 100
ROUNDS = 3
TIMES_VERIFIED = 9
PARTS = 2
SEQUENCER_LIMIT, SEALED_LIMIT, SHARE_LIMIT = 20_000, 2, 0.9
FSCK_LIMIT, MEMORY_LIMIT, VERIFY_LIMIT = 60, 1, 0.3
LOOK_EVERY_SECONDS = 0.05

INTEGRATE = """
import json, time
from threshold.doors.console.ready import set_up
set_up(role="owner")
from django.utils import timezone
from threshold.ledger.actions.integrate import integrate
began, done = time.perf_counter(), 0
while moved := integrate(at=timezone.now()):
    done += moved
print(json.dumps([done, time.perf_counter() - began]))
"""


def run() -> list[Row]:
    """Measure sending with and without the sequencer, then pour the log full and measure the rest."""
    with a_place() as place:
        from tests.world import a_world

        screener = a_world().screener
        without, with_it, sealed = _submissions(place)
        pour(
            place.superuser,
            first=1,
            last=ENTRIES // A_CONTACT,
            worker=screener.worker_id or 0,
            team=next(iter(screener.teams)),
        )
        _write_entries(place, ENTRIES // A_CONTACT)
        moved, seconds = json.loads(place.run("-c", INTEGRATE))
        with psycopg.connect(place.superuser, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        looked, took, gigabytes = _fsck(place)
    verified = _verify()
    rate, share = moved / seconds, median(with_it) / median(without)
    slow = percentile(sealed, 0.95)
    called = f"{looked / 1_000_000:.2g}m"
    return [
        Row("sequencer_entries_per_second", rate, "entries/s", f"{SEQUENCER_LIMIT}", rate / SEQUENCER_LIMIT),
        Row("sealed_p95_s", slow, "s", f"{SEALED_LIMIT} s, {CLIENTS} clients", slow / SEALED_LIMIT),
        Row(
            "submissions_with_sequencer",
            share,
            "of without",
            f"{SHARE_LIMIT}; {median(without):.0f} a second without",
            share / SHARE_LIMIT,
        ),
        Row(f"fsck_{called}_s", took, "s", f"{FSCK_LIMIT} s", took / FSCK_LIMIT),
        Row(f"fsck_{called}_gb", gigabytes, "GB", f"{MEMORY_LIMIT} GB", gigabytes / MEMORY_LIMIT),
        Row("verify_s", verified, "s", f"{VERIFY_LIMIT} s, start included", verified / VERIFY_LIMIT),
    ]


def _submissions(place: Place) -> tuple[list[float], list[float], list[float]]:
    """Return reports a second without and with the sequencer, in turn, and the seconds until each was integrated."""
    without, with_it, sealed = [], [], []
    for _ in range(ROUNDS):
        rate, _, _ = _send(place)
        without.append(rate)
        place.run("-m", "threshold.doors.console", "sequence", "--once")
        with _sequencing(place), _watching(place) as seen:
            rate, codes, answers = _send(place)
            _wait_until_all_has_its_place(place)
        with_it.append(rate)
        sealed += _seconds_until_integrated(place, codes, answers, seen)
    return without, with_it, sealed


def _send(place: Place) -> tuple[float, list[str], list[Answered]]:
    codes = finished_drafts(WARMING + REPORTS)
    asked = [final_post(code) for code in codes]
    with serving(place, "threshold.config.wsgi:application") as port:
        send_all(port, asked[:WARMING])
        answers, seconds = send_all(port, asked[WARMING:])
    wrong = [answer.status for answer in answers if answer.status != 302]
    if wrong:
        raise RuntimeError(f"{len(wrong)} were answered {wrong[0]}")
    return len(answers) / seconds, codes[WARMING:], answers


@contextmanager
def _sequencing(place: Place) -> Iterator[None]:
    """Let the sequencer work."""
    command = [sys.executable, "-m", "threshold.doors.console", "sequence"]
    sequencer = subprocess.Popen(command, env={**os.environ, **place.settings})
    try:
        yield
    finally:
        sequencer.terminate()
        sequencer.wait(timeout=30)


@contextmanager
def _watching(place: Place) -> Iterator[list[tuple[float, int]]]:
    """Give a list that grows by the time and the log's size whenever that has changed."""
    seen: list[tuple[float, int]] = []
    over = threading.Event()

    def watch() -> None:
        with psycopg.connect(place.superuser, autocommit=True) as connection:
            while not over.wait(LOOK_EVERY_SECONDS):
                found = connection.execute("SELECT size FROM ledger_head").fetchone()
                if found and (not seen or found[0] != seen[-1][1]):
                    seen.append((time.perf_counter(), found[0]))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _wait_until_all_has_its_place(place: Place) -> None:
    with psycopg.connect(place.superuser, autocommit=True) as connection:
        while connection.execute("SELECT FROM ledger_outbox LIMIT 1").fetchone() is not None:
            time.sleep(0.05)


def _seconds_until_integrated(
    place: Place, codes: Sequence[str], answers: Sequence[Answered], seen: Sequence[tuple[float, int]]
) -> list[float]:
    """Return for each report the time from pressing "Send" until its receipt's entry was in the log."""
    from threshold.confidentiality.rules import PUBLIC
    from threshold.referrals.queries import digest_of

    question = """
        SELECT receipt.code_digest, entry.index FROM referrals_receipt AS receipt
        JOIN ledger_salt AS salt ON salt.record = receipt.ledger_ref
        JOIN ledger_entry AS entry ON entry.leaf = salt.leaf
    """
    with psycopg.connect(place.superuser) as connection:
        places = {bytes(code): index for code, index in connection.execute(question)}
    waited = []
    for answer in answers:
        index = places[digest_of(code=codes[answer.number], viewer=PUBLIC)]
        waited.append(next(at for at, size in seen if size > index) - answer.began)
    return waited


def _write_entries(place: Place, contacts: int) -> None:
    """Give every poured contact its entries, in several processes."""
    settings = {**os.environ, **place.settings, "THRESHOLD_DATABASE_URL": place.superuser}
    step = -(-contacts // PARTS)
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.entries", str(first), str(min(first + step - 1, contacts))],
            env=settings,
        )
        for first in range(1, contacts + 1, step)
    ]
    failed = [part.wait() for part in parts]
    if any(failed):
        raise RuntimeError("the entries could not be written")


def _fsck(place: Place) -> tuple[int, float, float]:
    """Return how many entries were checked, in how many seconds, and with how many gigabytes at most."""
    command = [sys.executable, "-m", "threshold.doors.console", "fsck", "--json"]
    began = time.perf_counter()
    program = subprocess.Popen(command, env={**os.environ, **place.settings}, stdout=subprocess.PIPE)
    most = 0
    while program.poll() is None:
        most = max(most, _memory(program.pid))
        time.sleep(0.2)
    seconds = time.perf_counter() - began
    answer = json.loads(program.stdout.read() if program.stdout else b"")
    if answer["result"] != "clean":
        raise RuntimeError(f"what was poured does not fit: {answer['findings']}")
    return answer["entries"], seconds, most / 1024**2


def _memory(pid: int) -> int:
    """Return the kilobytes that a process and its children have to themselves, or share among each other."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own + sum(_memory(int(child)) for child in children)


def _verify() -> float:
    """Return the median seconds that `threshold verify` takes for one receipt of a log of a million."""
    from threshold.ledger.receipts import KIND, receipt
    from threshold.ledger.rules import canonical, commitment, entry
    from threshold.tlog.notes import Checkpoint, PrivateKey, sign
    from threshold.tlog.proofs import Proof
    from threshold.tlog.tree import leaf_hash, root_from_path

    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    fields = {"ref": "ABCDEFGH", "received_at": json.loads(canonical(at)), "number": 1}
    salt, index, size, path = bytes(32), 0, 2**20, (bytes(32),) * 20

    class Public:
        ref, role, origin = None, "public", "live"

    written = entry(
        KIND,
        record=UUID(int=1),
        number=1,
        commitment=commitment(fields, salt),
        previous=None,
        by=Public(),
        asserted=at,
        recorded=at,
    )
    top = root_from_path(leaf_hash(written), index=index, size=size, path=path)
    assert top is not None
    key = PrivateKey.new("bench.example/ledger")
    proof = Proof(index, path, sign(Checkpoint(key.name, size, top).text, key))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "receipt.txt"
        file.write_text(str(receipt(written, fields=fields, salt=salt).sealed(proof)))
        command = [
            sys.executable,
            "-m",
            "threshold.doors.console",
            "verify",
            str(file),
            "--key",
            str(key.public),
        ]
        times = []
        for _ in range(TIMES_VERIFIED):
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
    return median(times)
