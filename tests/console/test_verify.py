"""Anybody checks a receipt: without the network, the database or Django, in words and for programs."""

import json
import subprocess
import sys

import pytest

from tests.ledger.a_receipt import LOG, OTHER_LOG, OTHER_WITNESS, WITNESS, Public, sealed, unsealed
from threshold.doors.console import main

KEY, WITNESSED = str(LOG.public), str(WITNESS.public)


@pytest.fixture
def a_file(tmp_path):
    def written(receipt):
        path = tmp_path / "receipt.txt"
        path.write_text(str(receipt), encoding="utf-8")
        return str(path)

    return written


class Shown(Public):
    origin = "demo"


@pytest.mark.parametrize(("receipt", "options", "answer"), [
    (sealed(), ["--key", KEY], (0, "Proved")),
    (sealed(), ["--key", KEY], (0, "No witness was asked for")),
    (sealed(), ["--key", KEY, "--witness", WITNESSED], (0, "saw the log like this at 2026-06-01T09:01:00Z")),
    (sealed(), [], (2, "the same server, would prove nothing")),
    (unsealed(), ["--key", KEY], (2, "no proof yet")),
    (sealed(), ["--key", str(OTHER_LOG.public)], (1, "not signed with your key")),
    (sealed(), ["--key", KEY, "--witness", str(OTHER_WITNESS.public)], (2, "has not cosigned")),
    (str(sealed()).replace("7KQ2", "7KQ3", 1), ["--key", KEY], (1, "was changed")),
    (sealed(), ["--key", "nonsense"], (2, "is not a log's key")),
    (sealed(), ["--key", WITNESSED], (2, "not a log's")),
    (sealed(), ["--key", KEY, "--witness", KEY], (2, "not a witness's")),
    (sealed(by=Shown), ["--key", KEY], (0, "demonstration")),
])  # fmt: skip
def test_it_says_whether_the_receipt_holds(receipt, options, answer, a_file, capsys):
    code, says = answer
    assert main(["verify", a_file(receipt), *options]) == code
    assert says in capsys.readouterr().out


def test_the_key_may_be_in_a_file_after_a_rotation_one_on_each_line(tmp_path, a_file, capsys):
    keys = tmp_path / "keys.txt"
    keys.write_text(f"{OTHER_LOG.public}\n{KEY}\n")

    assert main(["verify", a_file(sealed()), "--key", str(keys)]) == 0
    assert KEY in capsys.readouterr().out


def test_it_answers_programs(a_file, capsys):
    assert main(["verify", a_file(sealed()), "--key", KEY, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["result"], answer["reference"], answer["received"]) == (
        "proved",
        "7KQ2-M4XR",
        "2026-06-01T09:00:00.000000Z",
    )
    assert {each["answer"] for each in answer["findings"]} == {"holds"}

    assert main(["verify", a_file("something else"), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["result"], answer["reference"]) == ("broken", None)


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"\x00" * 10, b"x" * 2_000_000])
def test_a_file_of_anything_is_no_receipt(raw, tmp_path, capsys):
    path = tmp_path / "anything"
    path.write_bytes(raw)

    assert main(["verify", str(path), "--key", KEY]) == 1
    assert "no receipt" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["verify", str(tmp_path / "none"), "--key", KEY]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().out


def test_a_name_in_a_receipt_cannot_move_the_terminal_s_cursor(a_file, capsys):
    class Log:
        name = "council.example/\x9b2J"

    main(["verify", a_file(sealed(origin=Log.name)), "--key", KEY])
    assert "\x9b" not in capsys.readouterr().out


def test_it_needs_no_django_no_settings_and_no_database(a_file):
    program = (
        "import sys; from threshold.doors.console import main; code = main(sys.argv[1:]);"
        "print(*(m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'socket', 'http')));"
        "sys.exit(code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "verify", a_file(sealed()), "--key", KEY],
        capture_output=True, text=True, env={"PYTHONPATH": "."}, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == ""


def test_a_receipt_can_come_through_a_pipe():
    ran = subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", "verify", "-", "--key", KEY, "--witness", WITNESSED],
        input=str(sealed()), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Proved" in ran.stdout
