"""Owner and web role are two, and only the owner migrates."""

import os
import subprocess
import sys

import pytest

from threshold.doors.console import main
from threshold.doors.console.migrate import two_roles


@pytest.mark.parametrize(
    ("owner", "web", "says"),
    [
        ("", "user=web", "Set THRESHOLD_OWNER_DATABASE_URL"),
        ("user=owner", "", "THRESHOLD_DATABASE_URL"),
        ("user=same", "user=same", "name the same role"),
    ],
)
def test_migrating_needs_two_different_roles(monkeypatch, capsys, owner, web, says):
    monkeypatch.setenv("THRESHOLD_OWNER_DATABASE_URL", owner)
    monkeypatch.setenv("THRESHOLD_DATABASE_URL", web)
    assert main(["migrate"]) == 1
    assert says in capsys.readouterr().err


def test_the_web_role_is_read_from_either_form_of_address(monkeypatch):
    monkeypatch.setenv("THRESHOLD_OWNER_DATABASE_URL", "postgresql://owner:secret@localhost/threshold")
    monkeypatch.setenv("THRESHOLD_DATABASE_URL", "dbname=threshold user=web password=secret")
    assert two_roles() == "web"


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"teams = [", "is not TOML"), (b"\xff\xfe", "not a text file in UTF-8"), (None, "cannot be read")],
)
def test_a_configuration_that_cannot_be_read_is_refused_with_the_reason(tmp_path, capsys, content, says):
    file = tmp_path / "borough.toml"
    if content is not None:
        file.write_bytes(content)
    assert main(["configure", str(file)]) == 1
    assert says in capsys.readouterr().err


def test_a_command_that_does_not_exist_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", "destroy"],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip
    assert done.returncode == 2
    assert "invalid choice" in done.stderr
