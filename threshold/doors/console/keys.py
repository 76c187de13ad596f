"""Make the first keys of a new installation.

They seal names and files. Keep a copy of the folder (THRESHOLD_KEYS_DIR) away from every copy of the
database: without the keys nothing sealed can be opened again. Keys that are there are left as they are.
"""

import argparse

from threshold.doors.console.ready import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options."""


def run(asked: argparse.Namespace) -> int:
    """Make the keys if there are none."""
    set_up()
    from django.conf import settings

    from threshold.confidentiality.sealing import make_keys

    make_keys(settings.KEYS_DIR)
    print(f"The keys are in {settings.KEYS_DIR}. Keep a copy of that folder apart from the database.")
    return 0
