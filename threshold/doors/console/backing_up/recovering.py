"""From the files of a base copy to a private server that has replayed its log and lets us in."""

import os
import pwd
import shlex
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection, OperationalError, connect, sql
from psycopg.conninfo import make_conninfo

from threshold.doors.console.backing_up.folder import Manifest
from threshold.doors.console.backing_up.pieces import Piece, open_into
from threshold.doors.console.cluster import DATABASE, SUPERUSER, Cluster, ClusterFailed
from threshold.refusals import Refused

LOG = "log-to-replay"
SECONDS_BETWEEN_TRIES = 0.2
LAST_WORDS = 10
# What the copied server was told besides: where its certificates lie, where it archives. None of it holds here.
ITS_OWN = ("postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pg_ident.conf")
BY_PASSWORD = "local all all scram-sha-256\n"  # noqa: S105
MAP = "whoever-restores"


class NotRecovered(Refused):
    """The database did not come up from its copy."""


def lay_out_log(log: Mapping[str, Piece], base: Path, identities: Sequence[Any]) -> None:
    """Decrypt the log to where the server asks for it; it stays compressed, for most of it is zeros."""
    (base / LOG).mkdir(mode=0o700)
    for name, piece in log.items():
        with (base / LOG / f"{name}.gz").open("xb") as file:
            open_into(piece, file.write, identities)


def recover(cluster: Cluster, manifest: Manifest, *, until: datetime | None) -> None:
    """Have the server replay the log, all of it or up to a moment, and take the roles' passwords in hand."""
    _tell(cluster, manifest, until)
    _give_to_account(cluster)
    try:
        cluster.wake()
        _take_in_hand(_in_once_recovered(cluster, manifest, until), cluster, manifest)
    except ClusterFailed:
        raise _not_recovered(cluster, until) from None
    finally:
        cluster.stop()
    _leave_as_its_own(cluster)


def _tell(cluster: Cluster, manifest: Manifest, until: datetime | None) -> None:
    data = cluster.data
    for name in ITS_OWN:
        if (data / name).exists():
            (data / name).rename(data / f"{name}.before")
    (data / "postgresql.conf").touch()
    (data / "pg_hba.conf").write_text(f"local all {_word(manifest.superuser)} peer map={MAP}\n")
    us = pwd.getpwuid(os.getuid()).pw_name
    (data / "pg_ident.conf").write_text(f"{MAP} {_word(us)} {_word(manifest.superuser)}\n")
    (data / "postgresql.auto.conf").write_text(_settings(cluster.base / LOG, until))
    (data / "recovery.signal").touch()


def _settings(log: Path, until: datetime | None) -> str:
    piece = f"{shlex.quote(str(log))}/%f.gz".replace("%", "%%").replace("%%f", "%f")
    settings = {
        "restore_command": f'test -e {piece} && gzip -dc {piece} > "%p"',
        "recovery_target_action": "promote",
        # Nobody comes in before everything is replayed, and the numbers of the old server do not bind this one.
        "hot_standby": "off",
    }
    if until:
        settings["recovery_target_time"] = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")
    return "".join(f"{name} = '{_escaped(value)}'\n" for name, value in settings.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def _word(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _give_to_account(cluster: Cluster) -> None:
    if cluster.account is None:
        return
    for path in (cluster.base, *cluster.base.rglob("*")):
        os.chown(path, cluster.account.uid, cluster.account.gid)


def _in_once_recovered(cluster: Cluster, manifest: Manifest, until: datetime | None) -> "Connection[Any]":
    """Return a connection as the superuser, which is refused until everything is replayed, however long it takes."""
    address = make_conninfo(host=str(cluster.base), user=manifest.superuser, dbname="template1")
    while True:
        try:
            return connect(address, autocommit=True)
        except OperationalError:
            if not cluster.running():
                raise _not_recovered(cluster, until) from None
        time.sleep(SECONDS_BETWEEN_TRIES)


def _take_in_hand(connection: "Connection[Any]", cluster: Cluster, manifest: Manifest) -> None:
    """Give database and roles the names that a private server's have, and the passwords in our file."""
    with connection:
        if manifest.database != DATABASE:
            _rename(connection, "database", manifest.database, DATABASE)
        for ours, theirs in manifest.roles.items():
            if ours != theirs:
                _rename(connection, "role", theirs, ours)
        for role, password in cluster.secrets().items():
            _let_in(connection, role, password)


def _rename(connection: "Connection[Any]", kind: str, old: str, new: str) -> None:
    names = sql.Identifier(old), sql.Identifier(new)
    connection.execute(sql.SQL("alter {} {} rename to {}").format(sql.SQL(kind), *names))


def _let_in(connection: "Connection[Any]", role: str, password: str) -> None:
    name = sql.Identifier(role)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("create role {}").format(name))
    rights = sql.SQL("superuser" if role == SUPERUSER else "nosuperuser")
    # The server is told the password's digest only, and so is whatever it logs.
    digest = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    connection.execute(
        sql.SQL("alter role {} login {} password {}").format(name, rights, sql.Literal(digest.decode()))
    )


def _leave_as_its_own(cluster: Cluster) -> None:
    (cluster.data / "pg_hba.conf").write_text(BY_PASSWORD)
    (cluster.data / "pg_ident.conf").write_text("")
    (cluster.data / "postgresql.auto.conf").write_text("")
    for path in (cluster.base / LOG).iterdir():
        path.unlink()
    (cluster.base / LOG).rmdir()


def _not_recovered(cluster: Cluster, until: datetime | None) -> NotRecovered:
    log = cluster.base / "log"
    said = log.read_text().splitlines()[-LAST_WORDS:] if log.exists() else []
    if until and any("recovery target was reached" in line for line in said):
        why = "The archived log ends before that time. To restore everything there is, leave out --until."
    else:
        why = "The database did not come up from its copy. Its last words are below."
    return NotRecovered("\n".join([why, f"Remove {cluster.base.parent} before you try again.", *said]))
