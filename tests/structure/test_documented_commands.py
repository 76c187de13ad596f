"""What the documents and our own messages tell people to run, exists."""

import re

import pytest

from tests.structure.reading import HOUSE, ROOT, documented, files, short
from threshold.doors.console import COMMANDS

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
TEXTS = [*files("*.md", below=ROOT), *files("**/*.md", below=ROOT / "docs"), *files("**/*.py", below=HOUSE)]


def test_commands_are_found_where_somebody_is_told_to_run_them():
    told = "Run `make demo` to begin.\n\n    make test\n$ make check\nrun: make assets"
    assert documented(told, "make") == {"demo", "test", "check", "assets"}
    assert documented("We make sure that the threshold for help is met.", "make") == set()


@pytest.mark.parametrize("path", TEXTS, ids=short)
def test_every_command_that_a_text_tells_somebody_to_run_exists(path):
    assert documented(path.read_text(), "make") - TARGETS == set()
    assert documented(path.read_text(), "threshold") - set(COMMANDS) == set()


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_every_make_target_says_what_it_is_for(target):
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


def test_every_setting_is_explained_to_the_operator_and_every_one_explained_is_read():
    setting = re.compile(r"\bTHRESHOLD_[A-Z_]+[A-Z]\b")
    read = {name for path in files("**/*.py", below=HOUSE) for name in setting.findall(path.read_text())}
    assert set(setting.findall((ROOT / "docs/running.md").read_text())) == read


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_explained_to_the_operator(command):
    assert f"| `threshold {command}` |" in (ROOT / "docs/running.md").read_text()
