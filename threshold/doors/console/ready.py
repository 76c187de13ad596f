"""Makes Django ready for a command; only commands that need it wait for it."""

import os
from typing import Literal

import django

from threshold.refusals import Refused


class RoleMissing(Refused):
    """There is no connection for the database role that a command works in."""

    def __init__(self, role: str) -> None:
        """Say which setting is missing."""
        super().__init__(
            f"Set THRESHOLD_{role.upper()}_DATABASE_URL to the connection of the {role}'s database role."
        )


def set_up(*, role: Literal["web", "owner", "signer"] = "web") -> None:
    """Read the settings and load the apps, to work in one of the three database roles; else raise RoleMissing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    if role != "web":
        if not os.environ.get(f"THRESHOLD_{role.upper()}_DATABASE_URL"):
            raise RoleMissing(role)
        os.environ["THRESHOLD_AS"] = role
    django.setup()
