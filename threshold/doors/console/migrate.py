"""Bring the database to its newest form.

Works as the owner, and gives the web role what it may do and nothing else. Needs
THRESHOLD_OWNER_DATABASE_URL (the owner) and THRESHOLD_DATABASE_URL (the web role, which owns nothing).
"""

import argparse
import os

from psycopg.conninfo import conninfo_to_dict

from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class NoOwner(Refused):
    """Nobody said who owns the database."""

    says = (
        "Set THRESHOLD_OWNER_DATABASE_URL to the connection of the role that owns the database, and "
        "THRESHOLD_DATABASE_URL to that of the web role, which owns nothing."
    )


class OneRoleForBoth(Refused):
    """The web process would own the tables it works on."""

    says = "The two database settings name the same role. The web role may own nothing: make a second role."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options."""


def run(asked: argparse.Namespace) -> int:
    """Migrate, make the cache's table, and grant."""
    web_role = two_roles()
    set_up(role="owner")
    from django.core.management import call_command
    from django.db import connection

    from threshold.ledger.grants import grant

    call_command("migrate", interactive=False, verbosity=1)
    call_command("createcachetable")
    grant(connection, web_role, signer=signer_role())
    print(f"The database is up to date. {web_role} may use it and owns nothing.")
    return 0


def signer_role() -> str | None:
    """Return the role of whoever signs checkpoints, if there is one by now."""
    given = conninfo_to_dict(os.environ.get("THRESHOLD_SIGNER_DATABASE_URL", ""))
    return str(given["user"]) if given.get("user") else None


def two_roles() -> str:
    """Return the web role, refusing unless owner and web role are there and differ."""
    given = {
        name: os.environ.get(name, "") for name in ("THRESHOLD_OWNER_DATABASE_URL", "THRESHOLD_DATABASE_URL")
    }
    owner, web = (conninfo_to_dict(text).get("user") for text in given.values())
    if not (owner and web):
        raise NoOwner
    if owner == web:
        raise OneRoleForBoth
    return str(web)
