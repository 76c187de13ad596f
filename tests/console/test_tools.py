"""The programs for people who have nothing else of Threshold: one file each, run as its how-to says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.a_receipt import LOG, WITNESS, sealed

ROOT = Path(__file__).resolve().parents[2]
HOW_TO = (ROOT / "docs/how-to/be-a-witness.md").read_text()
TOLD = re.findall(r"^    python3 (threshold-witness\.pyz .+)$", HOW_TO, flags=re.MULTILINE)
PAGE = (ROOT / "threshold/doors/public/templates/public/ledger.html").read_text()
SHOWN = re.findall(r"<code>python3 (threshold-verify\.pyz .+?)</code>", PAGE)
# On its own: nothing of this folder, of the environment or of the user is looked at.
ALONE = [sys.executable, "-I"]


def built(folder):
    subprocess.run([sys.executable, ROOT / "scripts/tools.py", folder], capture_output=True, check=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tools")
    built(folder)
    return folder


def run(tools, words, **more):
    return subprocess.run(
        [*ALONE, *words], cwd=tools, env={}, capture_output=True, text=True, timeout=30, check=False, **more
    )


def test_a_receipt_is_checked_by_one_file_alone(tools):
    words = ["threshold-verify.pyz", "-", "--key", str(LOG.public), "--witness", str(WITNESS.public)]

    ran = run(tools, words, input=str(sealed()), encoding="utf-8")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Proved" in ran.stdout
    assert run(tools, words, input=str(sealed()).replace("7KQ2", "7KQ3", 1), encoding="utf-8").returncode == 1


def test_a_receipt_is_checked_as_the_page_for_citizens_says(tools):
    (tools / "notes.txt").write_text(str(sealed()), encoding="utf-8")
    (tools / "key.txt").write_text(f"{LOG.public}\n")
    (tools / "witness.txt").write_text(f"{WITNESS.public}\n")
    (shown,) = SHOWN
    assert "--witness witness.txt" in PAGE

    for words in (shown, f"{shown} --witness witness.txt"):
        ran = run(tools, shlex.split(words))
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "Proved. The receipt holds." in ran.stdout
    assert "“Proved. The receipt holds.”" in PAGE


def test_a_witness_begins_and_works_as_the_how_to_says(tools):
    begin, work = TOLD
    made = run(tools, shlex.split(begin))
    assert (made.returncode, made.stderr) == (0, "")

    words = shlex.split(work.replace("council.example/ledger+...", str(LOG.public)).replace(":8480", ":0"))
    ran = subprocess.Popen([*ALONE, *words], cwd=tools, env={}, stdout=subprocess.PIPE, text=True)
    try:
        assert ran.stdout.readline().startswith(f"{made.stdout.strip()} cosigns at http://127.0.0.1:")
    finally:
        ran.kill()
        ran.communicate()


def test_the_same_sources_give_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert built(tmp_path / "a") == built(tmp_path / "b")


def test_nothing_that_needs_more_than_python_and_cryptography_is_in_them(tools):
    for path in tools.glob("*.pyz"):
        asks = f"import sys, runpy; sys.argv = ['x', '--help']; runpy.run_path({str(path)!r}, run_name='__main__')"
        shows = "print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'procrastinate')))"
        ran = run(tools, ["-c", f"import sys\ntry:\n    {asks}\nexcept SystemExit: pass\n{shows}"])
        assert ran.stdout.splitlines()[-1] == "[]", ran.stderr
