"""Give somebody a starting password.

They have to be in the configuration in force, and change it when they first come in. Run it again for
somebody who lost theirs: the old one opens nothing from then on. It is printed once and kept nowhere.
"""

import argparse
import secrets

from threshold.doors.console.ready import set_up

# Nothing that is mistaken for something else when it is read aloud.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS_IN_A_GROUP = 4, 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom."""
    parser.add_argument("email", help="the address they sign in with")


def run(asked: argparse.Namespace) -> int:
    """Put a starting password in force and print it."""
    set_up()
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.staffing.actions.admit import admit

    password = starting_password()
    admit(email=asked.email, password=password, by=SYSTEM, at=timezone.now())
    print(f"{asked.email} may come in with: {password}")
    return 0


def starting_password() -> str:
    """Return a password of about 79 bits that can be read out over the telephone."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LETTERS_IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)
