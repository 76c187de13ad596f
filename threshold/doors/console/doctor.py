"""Say what is missing or unsafe, and how to mend it.

The exit code is 0 if nothing is wrong, 1 if something should be mended, 2 if it must not be served.
"""

import argparse

from threshold.doors.console.ready import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options."""


def run(asked: argparse.Namespace) -> int:
    """Print every finding."""
    set_up()
    from threshold.doors.console import checkup

    found = checkup.findings()
    for finding in found:
        print(finding, end="\n\n")
    if not found:
        print("Nothing is wrong.")
        return 0
    grave = any(finding.forbids_serving for finding in found)
    print("This must not be served as it is." if grave else "It can be served, but mend this soon.")
    return 2 if grave else 1
