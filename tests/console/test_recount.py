"""An operator counts open clocks again after a holiday was proclaimed."""

import pytest

from tests.world import MONDAY, a_draft, a_world
from threshold.clocks.models import Clock
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.console import main, recount
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Contact
from threshold.referrals.rules.codes import new_code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sent(monkeypatch: pytest.MonkeyPatch) -> None:
    a_world()
    # Django is set up already.
    monkeypatch.setattr(recount, "set_up", lambda: None)
    code = new_code()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=MONDAY)
    send(code=code, by=PUBLIC, at=MONDAY)


def test_nothing_moves_while_the_holidays_are_as_they_were(capsys):
    assert main(["recount"]) == 0
    assert capsys.readouterr().out == "0 open clocks moved.\n"


def test_every_clock_that_moves_is_listed_with_both_dates_and_no_name(capsys):
    # As if these clocks had been counted with a calendar that had a holiday more.
    Clock.objects.filter(duty="decision").update(calendar_version="older", due_on="2026-03-04")
    assert main(["recount"]) == 0
    said = capsys.readouterr().out
    assert said.count("04 March 2026 -> 03 March 2026") == 2
    assert said.endswith("2 open clocks moved.\n")
    assert Contact.objects.get().called not in said
