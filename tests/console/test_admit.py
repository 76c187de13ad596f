"""An operator lets somebody in, at the terminal."""

import pytest

from tests.world import a_world
from threshold.doors.console import admit, main
from threshold.staffing.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(monkeypatch: pytest.MonkeyPatch) -> None:
    a_world()
    # Django is set up already.
    monkeypatch.setattr(admit, "set_up", lambda: None)


def test_the_starting_password_is_printed_once_and_has_to_be_changed(capsys):
    assert main(["admit", "Sky@Fennmarsh.example"]) == 0
    password = capsys.readouterr().out.split("\n")[0].rpartition(" ")[2]

    worker = Worker.objects.get(email="sky@fennmarsh.example")
    assert worker.check_password(password)
    assert worker.must_change_password
    assert password not in worker.password


def test_two_starting_passwords_are_never_the_same():
    assert len({admit.starting_password() for _ in range(50)}) == 50


def test_somebody_who_does_not_work_here_is_refused_in_words(capsys):
    assert main(["admit", "nobody@fennmarsh.example"]) == 1
    assert "Nobody who works here has that e-mail address" in capsys.readouterr().err
