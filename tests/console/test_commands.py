"""The program's list of commands, and that each is loaded only when somebody asks for it."""

import subprocess
import sys
from importlib import import_module

import pytest

from threshold.doors.console import COMMANDS


def loaded_by(words):
    asks = f"import sys, threshold.doors.console as c\ntry: c.main({words!r})\nexcept SystemExit: pass\n"
    shows = "print(*sorted(m for m in sys.modules if m.startswith(('threshold.', 'django', 'cryptography'))))"
    ran = subprocess.run([sys.executable, "-c", asks + shows], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(("name", "summary"), COMMANDS.items())
def test_a_command_s_summary_is_the_first_line_of_what_it_says_of_itself(name, summary):
    assert import_module(f"threshold.doors.console.{name}").__doc__.split("\n")[0] == summary


def test_listing_the_commands_loads_none_of_them():
    assert loaded_by(["--help"]) == {"threshold.doors", "threshold.doors.console", "threshold.refusals"}


def test_asking_for_one_command_loads_no_other():
    loaded = loaded_by(["keys", "--help"])

    assert "threshold.doors.console.keys" in loaded
    assert not loaded & {f"threshold.doors.console.{name}" for name in COMMANDS if name != "keys"}
