"""The installation that is copied: its database, with whatever rights that takes, and its folders."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from threshold.doors.console.cluster import OWNER, SIGNER, SUPERUSER, WEB, Cluster, home_of, private_cluster
from threshold.doors.console.migrate import two_roles
from threshold.doors.console.programs import server_programs, version
from threshold.doors.console.ready import set_up
from threshold.refusals import Refused

OWNERS = "THRESHOLD_OWNER_DATABASE_URL"
ROLE_SETTINGS = {
    OWNER: OWNERS,
    WEB: "THRESHOLD_DATABASE_URL",
    SIGNER: "THRESHOLD_SIGNER_DATABASE_URL",
}

RIGHTS = "SELECT rolname, rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user"
FACTS = """
SELECT (SELECT system_identifier::text FROM pg_control_system()),
       current_setting('server_version_num')::int / 10000,
       (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
       (SELECT rolname FROM pg_roles WHERE oid = 10),
       current_database()
"""
FOLLOWED = "SELECT active FROM pg_replication_slots WHERE slot_name = 'threshold_archive'"


class NoInstallation(Refused):
    """It is not said what to copy."""

    says = (
        f"There is nothing to copy: set {OWNERS} and THRESHOLD_DATABASE_URL as for threshold migrate, or name "
        "with --home the folder of an installation that has a database of its own."
    )


class MayNotCopy(Refused):
    """The server does not let this role copy the database."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What is copied. `address` is the connection that may copy the database, `own` a folder for our own use."""

    address: str
    roles: Mapping[str, str]
    files: Path
    keys: Path
    programs: Path
    own: Path
    demo: bool = False
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """What the database says of itself."""

    system: str
    version: int
    segment_bytes: int
    superuser: str
    database: str


def installation(home: Path | None) -> Installation:
    """Return what the settings name; or the private installation in `home`, or the demo's if nothing is set."""
    if home is None and any(os.environ.get(name) for name in ROLE_SETTINGS.values()):
        return _of_settings()
    home = home or home_of("demo")
    if not (home / "cluster/data").is_dir():
        raise NoInstallation
    cluster = private_cluster(home)
    os.environ.update(settings_of(home, cluster))
    return Installation(
        address=cluster.address(SUPERUSER),
        roles={role: role for role in ROLE_SETTINGS},
        files=home / "files",
        keys=home / "keys",
        programs=cluster.programs,
        own=home,
        demo=(home / "loaded").exists(),
        cluster=cluster,
    )


def settings_of(home: Path, cluster: Cluster) -> dict[str, str]:
    """Return the settings under which commands work on the private installation in `home`."""
    return {
        **{setting: cluster.address(role) for role, setting in ROLE_SETTINGS.items()},
        "THRESHOLD_FILES_DIR": str(home / "files"),
        "THRESHOLD_KEYS_DIR": str(home / "keys"),
    }


def _of_settings() -> Installation:
    two_roles()
    set_up()
    from django.conf import settings

    given = {role: os.environ.get(setting, "") for role, setting in ROLE_SETTINGS.items()}
    return Installation(
        address=given[OWNER],
        roles={role: str(conninfo_to_dict(text)["user"]) for role, text in given.items() if text},
        files=settings.FILES_DIR,
        keys=settings.KEYS_DIR,
        programs=server_programs(),
        own=settings.VAR,
    )


@contextmanager
def awake(cluster: Cluster | None) -> Iterator[None]:
    """See that a private server runs, and stop it afterwards if it did not run before."""
    was_running = cluster is None or cluster.running()
    if cluster:
        cluster.start()
    try:
        yield
    finally:
        if cluster and not was_running:
            cluster.stop()


def look_at(found: Installation) -> Server:
    """Return what the database says of itself, or raise MayNotCopy with what is missing and how to mend it."""
    with _answering(found.address) as connection:
        role, may = _one(connection, RIGHTS)
        if not may:
            raise MayNotCopy(
                f"The role {role} may not copy the whole database. As the server's administrator run: "
                f"ALTER ROLE {role} REPLICATION;"
            )
        server = Server(*_one(connection, FACTS))
    _refuse_older_programs(found.programs, server.version)
    _refuse_without_line(found.address, role)
    return server


def for_programs(address: str) -> tuple[str, Mapping[str, str]]:
    """Return the connection and the environment for a program of PostgreSQL's; the password is not on its line."""
    given = conninfo_to_dict(address)
    password = given.pop("password", None)
    words = make_conninfo(**{name: str(value) for name, value in given.items() if value})
    return words, {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}


def ledger_head(address: str) -> tuple[int, str]:
    """Return the size of the ledger and its root in hexadecimal digits; 0 and nothing before its first entry."""
    with psycopg.connect(address) as connection:
        if _one(connection, "SELECT to_regclass('ledger_head')") == (None,):
            # A copy is made before an upgrade too, and the upgrade may be what brings the table.
            return 0, ""
        found = connection.execute("SELECT size, encode(root, 'hex') FROM ledger_head").fetchone()
        return found or (0, "")


def recovery_point(address: str) -> str:
    """Return in words what would be lost if the server were lost now."""
    with psycopg.connect(address) as connection:
        found = connection.execute(FOLLOWED).fetchone()
    if not found:
        return (
            "What is written after it is in no copy before the next. To change that: threshold archive --help"
        )
    if not found[0]:
        return "ITS LOG IS NOT COPIED NOW: no process archives, and the server keeps its log until one does."
    return "Its log is copied as it is written: at most a minute of it would be lost."


def _answering(address: str) -> "psycopg.Connection[Any]":
    try:
        return psycopg.connect(address)
    except psycopg.OperationalError as error:
        raise MayNotCopy(f"The database does not answer: {str(error).strip()}") from None


def _refuse_older_programs(programs: Path, server: int) -> None:
    if version(programs) < server:
        raise MayNotCopy(
            f"The server is PostgreSQL {server}, and the programs in {programs} are of version "
            f"{version(programs)}. Install the client programs of version {server}, and name their folder in PGBIN."
        )


def _refuse_without_line(address: str, role: str) -> None:
    try:
        # What copies asks to come in for replication, which pg_hba.conf allows by a line of its own.
        psycopg.connect(make_conninfo(address, replication="true", connect_timeout=10)).close()
    except psycopg.OperationalError as error:
        raise MayNotCopy(
            f"The server does not let {role} in to copy the database: {str(error).strip()}\n"
            f"Add this line to its pg_hba.conf and reload it: host replication {role} samehost scram-sha-256"
        ) from None


def _one(connection: "psycopg.Connection[Any]", question: LiteralString) -> Any:
    found = connection.execute(question).fetchone()
    if found is None:
        raise MayNotCopy(f"The server does not answer: {question.strip()}")
    return found
