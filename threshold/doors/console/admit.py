"""Give somebody a starting password.

Prints it once, here and nowhere else. They must choose their own when they first come in. With
--lost-second-step their app, passkeys and recovery codes stop working and they set up new ones.
"""

import argparse
import secrets

from threshold.doors.console.ready import set_up

# Without look-alikes: it is read out and typed.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS_EACH = 4, 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address they sign in with."""
    parser.add_argument("email", metavar="EMAIL", help="the address in the configuration file")
    parser.add_argument(
        "--lost-second-step", action="store_true", help="take away their app, passkeys and recovery codes"
    )


def run(asked: argparse.Namespace) -> int:
    """Put a new starting password in force and print it."""
    set_up()
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.staffing.actions.admit import admit

    password = starting_password()
    admit(
        email=asked.email,
        password=password,
        lost_second_step=asked.lost_second_step,
        by=SYSTEM,
        at=timezone.now(),
    )
    print(f"Starting password for {asked.email}: {password}")
    print("It is shown only now. They choose their own when they first sign in.")
    return 0


def starting_password() -> str:
    """Return twenty letters in four groups, about 99 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(LETTERS_EACH)) for _ in range(GROUPS))
    return "-".join(groups)
