"""In a demonstration nothing looks live, whoever does it: what is done by hand is marked as everything else is."""

import os
import subprocess
import sys

import pytest

# As the web and the worker do: a worker who is signed in, the public, and what runs by itself.
WHO_ACTS = """
import django
django.setup()
from types import SimpleNamespace
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.staffing.models import Worker
from threshold.staffing.signed_in import viewer_of
worker = Worker(pk=1, name="Sky", role="screening-worker", team_id=1, is_active=True)
signed_in = viewer_of(SimpleNamespace(user=worker))
print(PUBLIC.origin, SYSTEM.origin, signed_in.origin, viewer_of(SimpleNamespace(user=None)).origin)
"""


@pytest.mark.parametrize(("setting", "origin"), [("1", "demo"), ("", "live"), ("0", "live"), (None, "live")])
def test_everything_that_is_done_in_a_demonstration_is_marked_as_such(
    setting: str | None, origin: str
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "THRESHOLD_DEMO"}
    environment["DJANGO_SETTINGS_MODULE"] = "threshold.config.settings"
    if setting is not None:
        environment["THRESHOLD_DEMO"] = setting
    done = subprocess.run(
        [sys.executable, "-c", WHO_ACTS], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [origin] * 4
