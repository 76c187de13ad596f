"""Makes Django ready for a command; only commands that need it wait for it."""

import os

import django


def set_up(*, as_owner: bool = False) -> None:
    """Read the settings and load the apps: as the role that owns the tables, or as the web role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    if as_owner:
        os.environ["THRESHOLD_AS_OWNER"] = "1"
    django.setup()
