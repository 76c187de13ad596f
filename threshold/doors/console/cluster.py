"""A PostgreSQL of our own: no port, only a socket, and passwords kept in a file only we may read."""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection, connect, sql
from psycopg.conninfo import make_conninfo

from threshold.doors.console.programs import package, server_programs, version
from threshold.refusals import Refused

ROOT = Path(__file__).resolve().parents[3]
DATABASE = "threshold"
SUPERUSER, OWNER, WEB, SIGNER = "postgres", "threshold_owner", "threshold_web", "threshold_signer"
ROLES = (OWNER, WEB, SIGNER)
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107


class ClusterFailed(Refused):
    """A program of PostgreSQL's did not do what it was asked to."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account of this machine that the server runs as, when we are root and it may not be."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """A private server: `base` is its folder and its socket's; `passwords` holds those of its roles."""

    base: Path
    programs: Path
    account: Account | None
    passwords: Path

    @property
    def data(self) -> Path:
        """Return the folder with the database's files."""
        return self.base / "data"

    def address(self, role: str, *, database: str = DATABASE) -> str:
        """Return the connection setting for `role`, its password included."""
        return make_conninfo(dbname=database, user=role, password=self.secrets()[role], host=str(self.base))

    def start(self, *options: str) -> None:
        """Make the cluster if there is none, start it if it is not running, and see that roles are there."""
        self._make()
        self.wake(*options)
        self._see_to_roles()

    def wake(self, *options: str) -> None:
        """Start the server that is there, if it is not running, and wait until it lets somebody in."""
        if not self.running():
            settings = ["listen_addresses=", f"unix_socket_directories={self.base}", *options]
            words = " ".join(f"-c {_quoted(setting)}" for setting in settings)
            self._run(
                "pg_ctl", "-D", str(self.data), "-w", "-l", str(self.base / "log"), "-o", words, "start"
            )

    def running(self) -> bool:
        """Return whether the server answers."""
        return self._program("pg_ctl", "-D", str(self.data), "status").returncode == 0

    def stop(self) -> None:
        """Stop the server at once, in good order."""
        if self.running():
            self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def _make(self) -> None:
        made_by = self.data / "PG_VERSION"
        if made_by.exists():
            self._refuse_other_version(made_by.read_text().strip())
            return
        self.base.mkdir(parents=True, exist_ok=True)
        self.base.chmod(0o700)
        first = self.base / "first-password"
        first.touch(mode=0o600)
        first.write_text(self.secrets()[SUPERUSER])
        if self.account:
            for path in (self.base, first):
                os.chown(path, self.account.uid, self.account.gid)
        shutil.rmtree(self.data, ignore_errors=True)
        try:
            self._run(
                "initdb", "-D", str(self.data), "-U", SUPERUSER, f"--pwfile={first}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
            )  # fmt: skip
        finally:
            first.unlink()

    def _refuse_other_version(self, made_by: str) -> None:
        here = version(self.programs)
        if made_by != str(here):
            raise ClusterFailed(
                f"The database in {self.data} was made by PostgreSQL {made_by}; the programs found here are "
                f"of version {here}. Name the folder of the others in PGBIN, or start with: "
                "threshold demo --afresh"
            )

    def _see_to_roles(self) -> None:
        with connect(self.address(SUPERUSER, database="postgres"), autocommit=True) as connection:
            for role in ROLES:
                if not _known(connection, "select 1 from pg_roles where rolname = %s", role):
                    self._make_role(connection, role)
            if not _known(connection, "select 1 from pg_database where datname = %s", DATABASE):
                _make_database(connection)

    def _make_role(self, connection: Connection, role: str) -> None:
        connection.execute(
            sql.SQL("create role {} login nosuperuser nocreatedb nocreaterole password {}").format(
                sql.Identifier(role), sql.Literal(self.secrets()[role])
            )
        )

    def secrets(self) -> Mapping[str, str]:
        """Return the password of each role."""
        return json.loads(self.passwords.read_text())  # type: ignore[no-any-return]

    def _run(self, name: str, *arguments: str) -> None:
        answer = self._program(name, *arguments)
        if answer.returncode:
            log = self.base / "log"
            last = log.read_text().splitlines()[-5:] if log.exists() else []
            raise ClusterFailed("\n".join([f"{name} failed: {answer.stderr.strip()}", *last]))

    def _as_account(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def _program(self, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        # The server outlives pg_ctl and would hold our pipe open; a file lets go.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [self.programs / name, *arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                cwd=self.base, check=False, **self._as_account(),
            )  # fmt: skip
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", said.read())


def _known(connection: Connection, question: LiteralString, name: str) -> bool:
    return connection.execute(question, [name]).fetchone() is not None


def _make_database(connection: Connection) -> None:
    """Create the database so that only its owner and the web role may come in."""
    name, owner, web, signer = (sql.Identifier(word) for word in (DATABASE, *ROLES))
    for statement in (
        sql.SQL("create database {} owner {}").format(name, owner),
        sql.SQL("revoke all on database {} from public").format(name),
        sql.SQL("grant connect on database {} to {}, {}").format(name, web, signer),
    ):
        connection.execute(statement)


def private_cluster(home: Path) -> Cluster:
    """Return the cluster kept in the folder `home`, not started. Its passwords lie beside it."""
    make_home(home)
    account = server_account()
    passwords = home / "database-passwords.json"
    if not passwords.exists():
        _write_secrets(passwords, {role: secrets.token_urlsafe(32) for role in (SUPERUSER, *ROLES)})
    base = home / "cluster"
    programs = within_reach(server_programs(), home, account)
    return Cluster(base=base, programs=programs, account=account, passwords=passwords)


def make_home(home: Path) -> None:
    """Make the folder, and let the server's account go through it where that is not our own."""
    new = [folder for folder in (home, *home.parents) if not folder.exists()]
    home.mkdir(parents=True, exist_ok=True)
    if server_account():
        for folder in {home, *new}:
            folder.chmod(0o711)


def home_of(name: str) -> Path:
    """Return the folder for all that `name` keeps: in this one, or where the server can get in."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    if server_account():
        return Path("/var/lib/threshold") / mark / name
    here = ROOT / "var" / name
    if len(f"{here}/cluster{SOCKET_NAME}") <= LONGEST_SOCKET_PATH:
        return here
    return Path.home() / ".threshold" / mark / name


def server_account() -> Account | None:
    """Return the account the server has to run as: None for our own, which is so unless we are root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=found.pw_uid, gid=found.pw_gid)
    raise ClusterFailed("PostgreSQL refuses to run as root, and there is no account postgres or nobody.")


def within_reach(programs: Path, home: Path, account: Account | None) -> Path:
    """Return a folder with the server programs that the account may enter: a copy in `home` if need be."""
    if account is None or all(parent.stat().st_mode & 0o001 for parent in (programs, *programs.parents)):
        return programs
    top = package(programs)
    copy = home / "programs"
    found = copy / programs.relative_to(top.parent)
    if not found.exists():
        # Beside a wheel's package lie the libraries that its programs look for.
        for part in (top, top.with_name(f"{top.name}.libs")):
            if part.exists():
                shutil.copytree(part, copy / part.name, symlinks=True, dirs_exist_ok=True)
    return found


def _write_secrets(path: Path, passwords: Mapping[str, str]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(passwords))


def _quoted(setting: str) -> str:
    return "'" + setting.replace("'", "'\\''") + "'"
