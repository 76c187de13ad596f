"""A witness as it runs: a program with two files, asked over the network, killed at the worst moments."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from tests.witness.a_log import LEAVES, LOG, REWRITTEN, checkpoint, proof
from threshold.tlog.notes import COSIGNATURE, PrivateKey, PublicKey, parse_note, verified
from threshold.witness.asking import NotCosigned, SawAnotherSize, ask, obtain
from threshold.witness.requests import LONGEST_REQUEST

PROGRAM = [sys.executable, "-m", "threshold.doors.console", "witness"]

# As if the power went: just before what is written down takes its name, and just after it has, before anything left.
KILLED = """
import os, signal, sys
from threshold.doors.console import main
from threshold.witness import cosigning, memory
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
{}
main(["witness", *sys.argv[1:]])
"""
BEFORE_ITS_NAME = KILLED.format("memory.Path.replace = die")
BEFORE_THE_ANSWER = KILLED.format("cosigning.cosignature = die")


@pytest.fixture
def files(tmp_path):
    made = subprocess.run(
        [*PROGRAM, "--new-key", "witness.example/w", "--key", tmp_path / "key", "--state", tmp_path / "state"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    key = PublicKey.parse(made.stdout.strip())
    return key, ["--key", str(tmp_path / "key"), "--state", str(tmp_path / "state")]


@contextmanager
def at_work(files, program=PROGRAM):
    """Run a witness and give its address; it is killed at the end if it has not died by itself."""
    with running(files, program) as (url, _):
        yield url


@contextmanager
def running(files, program=PROGRAM):
    words = [*program, *files[1], "--log", str(LOG.public), "--listen", "127.0.0.1:0"]
    ran = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield re.search(r"http://\S+", ran.stdout.readline())[0], ran
    finally:
        ran.kill()
        ran.communicate()


def obtained(url, size, key, **changed):
    line = obtain(
        url, checkpoint(size, **changed), prove=lambda old: proof(old, size, **changed), witness=key
    )
    return verified(parse_note(checkpoint(size, **changed)).with_signatures(line), [key])


def test_a_log_obtains_cosignatures_whatever_the_witness_saw_last(files):
    with at_work(files) as url:
        for size in (5, 9, 9, 40):
            (signed,) = obtained(url, size, files[0])
            assert abs(signed.time - time.time()) < 60
        with pytest.raises(SawAnotherSize, match="with 40 entries"):
            obtained(url, 9, files[0])
        with pytest.raises(NotCosigned, match="409: another tree"):
            obtained(url, 40, files[0], leaves=REWRITTEN)


def test_a_witness_that_was_killed_goes_on_where_it_was(files):
    with at_work(files) as url:
        obtained(url, 5, files[0])
    with at_work(files) as url:
        with pytest.raises(NotCosigned, match="422"):
            obtained(url, 9, files[0], leaves=REWRITTEN)
        assert obtained(url, 9, files[0])


def test_killed_after_writing_down_and_before_answering_it_cosigns_that_and_nothing_else(files):
    with at_work(files) as url:
        obtained(url, 5, files[0])
    with at_work(files, [sys.executable, "-c", BEFORE_THE_ANSWER]) as url, pytest.raises(NotCosigned):
        obtained(url, 9, files[0])
    with at_work(files) as url:
        with pytest.raises(SawAnotherSize, match="with 9 entries"):
            ask(url, checkpoint(20), 5, proof(5, 20), witness=files[0])
        with pytest.raises(NotCosigned, match="another tree"):
            obtained(url, 9, files[0], leaves=[*LEAVES[:8], LEAVES[0]])
        assert obtained(url, 9, files[0])


def test_killed_while_writing_down_it_is_as_if_it_had_not_been_asked(files):
    with at_work(files) as url:
        obtained(url, 5, files[0])
    with at_work(files, [sys.executable, "-c", BEFORE_ITS_NAME]) as url, pytest.raises(NotCosigned):
        obtained(url, 9, files[0])
    with at_work(files) as url:
        assert ask(url, checkpoint(9), 5, proof(5, 9), witness=files[0])


def test_another_key_than_the_witness_s_is_not_believed(files):
    other = PrivateKey(files[0].name, bytes(32), COSIGNATURE).public
    with at_work(files) as url, pytest.raises(NotCosigned, match="another key"):
        obtained(url, 5, other)


def test_who_does_not_answer_in_time_or_at_all_has_not_cosigned(files):
    with running(files) as (url, ran):
        ran.send_signal(signal.SIGSTOP)
        with pytest.raises(NotCosigned, match="does not answer"):
            ask(url, checkpoint(5), 0, (), witness=files[0], timeout=0.3)
    for gone in (url, "file:///etc/passwd", "no address"):
        with pytest.raises(NotCosigned, match="does not answer"):
            ask(gone, checkpoint(5), 0, (), witness=files[0])


@contextmanager
def somebody_who(answers):
    """Listen, take one request, and let `answers` do with the connection as it likes, until told that it is over."""
    over = threading.Event()

    def serve():
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.recv(1)
                answers(connection, over)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()


def test_who_sends_a_byte_now_and_then_holds_nobody_up():
    def slowly(connection, over):
        for byte in b"HTTP/1.1 200 OK\r\n" * 1000:
            if over.wait(0.05):
                return
            connection.send(bytes([byte]))

    key = PrivateKey("w", bytes(32), COSIGNATURE).public
    began = time.monotonic()
    with somebody_who(slowly) as url:
        with pytest.raises(NotCosigned, match=r"within 0\.5 seconds"):
            ask(url, checkpoint(5), 0, (), witness=key, timeout=0.5)
        with pytest.raises(NotCosigned, match="asked before"):
            ask(url, checkpoint(5), 0, (), witness=key, timeout=0.5)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 3\r\n\r\n01\n",
    b"HTTP/1.1 500 Broken\r\nContent-Length: 30\r\n\r\nhalf",
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + b"x" * 99_999,
    b"nonsense\r\n\r\n",
    b"",
])  # fmt: skip
def test_who_answers_with_something_else_has_not_cosigned(answer):
    def send(connection, over):
        connection.recv(65_536)
        connection.sendall(answer)

    key = PrivateKey("w", bytes(32), COSIGNATURE).public
    with somebody_who(send) as url, pytest.raises(NotCosigned):
        ask(url, checkpoint(5), 0, (), witness=key, timeout=5)


@pytest.mark.parametrize(("method", "path", "headers", "status"), [
    ("POST", "/add-checkpoint", {"Content-Length": "0"}, 400),
    ("POST", "/add-checkpoint", {"Content-Length": "x"}, 411),
    ("POST", "/add-checkpoint", {"Content-Length": "-1"}, 411),
    ("POST", "/add-checkpoint", {"Transfer-Encoding": "chunked"}, 411),
    ("POST", "/add-checkpoint", {"Content-Length": str(LONGEST_REQUEST + 1)}, 413),
    ("POST", "/", {"Content-Length": "0"}, 404),
    ("GET", "/add-checkpoint", {}, 501),
])  # fmt: skip
def test_what_else_may_be_sent_is_answered(files, method, path, headers, status):
    with at_work(files) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"), timeout=5)
        connection.putrequest(method, path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


def refused(*words):
    ran = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, timeout=20, check=False)
    assert ran.returncode == 1
    return ran.stderr


def test_it_does_not_begin_where_it_could_contradict_itself(files, tmp_path):
    given = [*files[1], "--log", str(LOG.public), "--listen", "127.0.0.1:0"]
    assert "Say whose log" in refused(*files[1])
    assert "not a log's" in refused(*files[1], "--log", str(files[0]))
    with at_work(files):
        assert "Stop that one first" in refused(*given)
    (tmp_path / "key").chmod(0o644)
    assert "chmod 600" in refused(*given)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "state").unlink()
    assert "must not go on under the same key" in refused(*given)
    assert "nothing is written over" in refused(*files[1], "--new-key", "again")


def test_its_key_is_its_own(files, tmp_path):
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "key").write_text(LOG.secret())
    assert "a log's key" in refused(*files[1], "--log", str(LOG.public))
    assert "cannot be a name" in refused(
        "--new-key", "a b", "--key", tmp_path / "k", "--state", tmp_path / "s"
    )
