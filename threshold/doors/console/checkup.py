"""What is missing or unsafe in this deployment, each with how to mend it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from threshold.clocks.rules import short_horizons
from threshold.confidentiality.rules import SYSTEM
from threshold.confidentiality.sealing import check_keys
from threshold.demo import ready
from threshold.desk.version import Form, form_of_database
from threshold.law import CALENDARS
from threshold.ledger.operations import TRIGGER
from threshold.refusals import Refused
from threshold.staffing.queries import NotConfigured, configuration, on_call
from threshold.upkeep.queries import health
from threshold.upkeep.rules import Code, Word

SHORTEST_SECRET = 32
OLDEST_SERVER = 150_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in words, what to do about it, and whether it forbids serving."""

    what: str
    mend: str
    forbids_serving: bool = False

    def __str__(self) -> str:
        """Return both as they are printed."""
        return f"- {self.what}\n  To mend it: {self.mend}"


def findings() -> tuple[Finding, ...]:
    """Return all that is wrong, the settings first. Without a database, nothing behind it is looked at."""
    outside = (*in_settings(), *in_folders(), *in_calendars(today=timezone.localdate()))
    unreachable = tuple(in_reach())
    return (*outside, *unreachable) if unreachable else (*outside, *in_database(), *in_custody(), *at_work())


def in_settings() -> Iterator[Finding]:
    """Yield what the environment gets wrong."""
    if settings.SECRET_KEY == settings.DEFAULT_SECRET or len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield Finding(
            "The secret that signs sessions is the default one, or short.",
            "set THRESHOLD_SECRET_KEY to what this prints: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
            forbids_serving=True,
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "It is not said under which names this site is reached.",
            "set THRESHOLD_HOSTS to those names, with commas between them",
            forbids_serving=True,
        )
    if settings.DEBUG:
        yield Finding("DEBUG is on.", "take out whatever switched it on", forbids_serving=True)
    if settings.PLAIN_HTTP and not settings.DEMO:
        yield Finding(
            "Cookies would travel without encryption.",
            "unset THRESHOLD_PLAIN_HTTP, and put a proxy with TLS in front (see THRESHOLD_PROXY)",
            forbids_serving=True,
        )
    if not os.environ.get("THRESHOLD_SMTP_URL") and not settings.DEMO:
        yield Finding(
            "No mail server is set, so no alert and no acknowledgement goes out.",
            "set THRESHOLD_SMTP_URL, for example smtp://name:password@mail.example.org:587",
        )
    if settings.DEFAULT_FROM_EMAIL.endswith(".invalid") and not settings.DEMO:
        yield Finding(
            "The e-mails that go out would name a sender that does not exist.",
            "set THRESHOLD_MAIL_FROM to an address of this authority",
        )
    if not settings.TEXT_SERVICE_URL and not settings.DEMO:
        yield Finding(
            "No text service is set, so alerts go out by e-mail only.",
            "set THRESHOLD_TEXT_URL, and THRESHOLD_TEXT_SERVICE, _SECRET and _TEMPLATE with it",
        )
    if not settings.PUBLIC_ADDRESS.startswith("https://") and not settings.DEMO:
        yield Finding(
            "The messages that go out would name no address that opens from outside.",
            "set THRESHOLD_PUBLIC_ADDRESS to this site's, for example https://worried.example.org/",
        )
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("The styles and scripts have not been built.", "run: make assets", forbids_serving=True)


def in_folders() -> Iterator[Finding]:
    """Yield what is wrong with the folder of keys and the folder of sealed files."""
    yield from _folder(
        settings.KEYS_DIR, "keys", "THRESHOLD_KEYS_DIR", closed_to=0o077, mend="run: threshold keys"
    )
    yield from _folder(
        settings.FILES_DIR,
        "sealed files",
        "THRESHOLD_FILES_DIR",
        closed_to=0o027,
        mend="make it (mkdir -m 700)",
    )
    yield from _keys()
    if settings.KEYS_DIR.resolve().is_relative_to(settings.FILES_DIR.resolve()):
        yield Finding(
            "The keys lie in the folder of the files they open.",
            "move them, so that no copy of the one holds the other, and set THRESHOLD_KEYS_DIR",
            forbids_serving=True,
        )


def in_custody() -> Iterator[Finding]:
    """Yield who could write a new past and sign it: an account that reads both the key and the database."""
    if settings.LEDGER_KEY and os.access(settings.LEDGER_KEY, os.R_OK):
        yield Finding(
            f"This account can read both the database and the key that signs the ledger: {settings.LEDGER_KEY}",
            "give the key to another account, or to somebody else; docs/how-to/keep-the-ledger.md says to whom",
        )


def _keys() -> Iterator[Finding]:
    if not settings.KEYS_DIR.is_dir():
        return
    try:
        check_keys()
    except Refused as refusal:
        yield Finding(
            str(refusal), "run: threshold keys, or bring the keys back from their copy", forbids_serving=True
        )


def _folder(path: Path, holds: str, setting: str, *, closed_to: int, mend: str) -> Iterator[Finding]:
    if not path.is_dir():
        yield Finding(
            f"The folder for {holds} is not there: {path}",
            f"{mend}, or set {setting}",
            forbids_serving=True,
        )
        return
    found = path.stat()
    if found.st_uid != os.getuid():
        yield Finding(
            f"The folder for {holds} belongs to another account than the one that serves: {path}",
            f"chown {os.getuid()} {path}",
            forbids_serving=True,
        )
    if stat.S_IMODE(found.st_mode) & closed_to:
        yield Finding(
            f"Others on this machine can get at the folder for {holds}: {path}",
            f"chmod 700 {path}",
            forbids_serving=True,
        )


def in_calendars(*, today: date) -> Iterator[Finding]:
    """Yield each calendar whose holidays are known for less than twelve months more."""
    for short in short_horizons(CALENDARS, today=today):
        yield Finding(short.says, "install a newer version, whose file of bank holidays reaches further")


def in_reach() -> Iterator[Finding]:
    """Yield a finding if the database does not answer."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            f"The database does not answer ({type(error.__cause__ or error).__name__}).",
            "start PostgreSQL, and see that THRESHOLD_DATABASE_URL names it and the web role",
            forbids_serving=True,
        )


def in_database() -> Iterator[Finding]:
    """Yield what is wrong with the server, and what the web role may do that it should not."""
    if int(_value("SHOW server_version_num")) < OLDEST_SERVER:
        yield Finding("PostgreSQL is older than 15.", "move to a newer server", forbids_serving=True)
    for setting, what in UNSAFE_WHEN_OFF.items():
        if _value(f"SHOW {setting}") == "off":
            yield Finding(
                f"The database {what} ({setting} is off).",
                f"take {setting}=off out of its settings, and out of those of the role and the database",
                forbids_serving=True,
            )
    if _value("SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        yield Finding(
            "The web process uses a role that may do anything.",
            "make a role that may only log in, and name it in THRESHOLD_DATABASE_URL",
            forbids_serving=True,
        )
    if owned := _column("SELECT tablename FROM pg_tables WHERE tableowner = current_user ORDER BY 1"):
        yield Finding(
            f"The web process's role owns tables, {owned[0]} for one.",
            "use a second role in THRESHOLD_DATABASE_URL, then run: threshold migrate",
            forbids_serving=True,
        )
    if open_tables := _column(MAY_CHANGE_THE_PAST, TRIGGER):
        yield Finding(
            f"The web process's role may change what is append-only, {open_tables[0]} for one.",
            "run: threshold migrate",
            forbids_serving=True,
        )
    form = form_of_database()
    if form is Form.OLDER:
        yield Finding(
            "The database is not in the form this version needs.",
            "run: threshold migrate",
            forbids_serving=True,
        )
    if form is Form.NEWER:
        yield Finding(
            "The database was brought to the form of a newer version than this one.",
            "install that version here too",
            forbids_serving=True,
        )


UNSAFE_WHEN_OFF = {
    "fsync": "confirms what it has not yet written down",
    "synchronous_commit": "confirms what it writes down a moment later, so that a reference shown may be lost",
    "full_page_writes": "may be left with half a page after a power cut",
}

MAY_CHANGE_THE_PAST = """
SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = %s
WHERE has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE') ORDER BY 1
"""


def at_work() -> Iterator[Finding]:
    """Yield who or what should be at work and is not. Says nothing before the tables are there."""
    if form_of_database() is Form.OLDER:
        return
    if not settings.DEMO and ready.are_here():
        yield Finding(
            "People of the demo borough can come in here with a password that everybody knows.",
            "use an installation of its own for the demo, and an empty database for this one",
            forbids_serving=True,
        )
    # The holidays are looked at above, without a database.
    amiss = (each for each in health(viewer=SYSTEM, now=timezone.now()) if each.code is not Code.HOLIDAYS)
    yield from (
        Finding(f"{each.title}: {each.says}", each.do) for each in amiss if each.word is not Word.GOOD
    )
    try:
        configuration(viewer=SYSTEM)
    except NotConfigured as missing:
        yield Finding("Nobody has said what this authority is called.", str(missing))
        return
    if not on_call(at=timezone.now(), viewer=SYSTEM):
        yield Finding(
            "Nobody is on call now, so nobody would be alerted that a child is in danger.",
            "put the coming weeks in the rota, then run: threshold configure FILE.toml",
        )


def _value(statement: str) -> Any:
    return next(iter(_column(statement)))


def _column(statement: str, *given: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return [row[0] for row in cursor.fetchall()]
