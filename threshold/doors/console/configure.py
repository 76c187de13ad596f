"""Put a configuration file in force.

It says who works here, in which teams, who is on call, which time limits hold and what the authority
calls itself. The whole file is checked first. The change is recorded.
"""

import argparse
import tomllib
from pathlib import Path
from typing import Any

from threshold.doors.console.ready import set_up
from threshold.refusals import Refused


class NotReadable(Refused):
    """The file is not there, or is not TOML."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, metavar="FILE.toml", help="the configuration")


def run(asked: argparse.Namespace) -> int:
    """Read the file and put it in force."""
    content = read(asked.file)
    set_up()
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.staffing.actions.configure import configure

    configure(content=content, by=SYSTEM, at=timezone.now())
    print(f"{asked.file} is in force.")
    return 0


def read(file: Path) -> dict[str, Any]:
    """Return what the file says, or refuse with the line that cannot be read."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise NotReadable(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotReadable(f"{file} is not a text file in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise NotReadable(f"{file} is not TOML: {error}") from None
