"""The operator puts a configuration in force and lets people in."""

import re

import pytest

from tests.world import a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.doors.console import main
from threshold.staffing.models import Worker
from threshold.staffing.queries import configuration, forget_configuration

pytestmark = pytest.mark.django_db


def test_a_starting_password_is_printed_once_and_opens_the_door(capsys):
    a_world()
    assert main(["admit", "sky@fennmarsh.example"]) == 0
    password = re.search(r"Starting password for \S+: (\S+)", capsys.readouterr().out)[1]
    worker = Worker.objects.get(email="sky@fennmarsh.example")
    assert len(password.replace("-", "")) == 20
    assert worker.check_password(password)
    assert worker.must_change_password


def test_nobody_is_admitted_who_is_not_in_the_configuration(capsys):
    a_world()
    assert main(["admit", "stranger@fennmarsh.example"]) == 1
    assert "Add them to the configuration file first" in capsys.readouterr().err


def test_a_configuration_that_says_too_little_is_refused_and_changes_nothing(capsys, tmp_path):
    a_world()
    file = tmp_path / "borough.toml"
    file.write_text('[authority]\nname = "Nowhere"\n')
    assert main(["configure", str(file)]) == 1
    assert capsys.readouterr().err.strip()
    forget_configuration(viewer=SYSTEM)
    assert configuration(viewer=SYSTEM).authority.name == "Fennmarsh Borough Council"
