"""Reads settings from the environment, each in the one form it may have."""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

IN_A_FOLDER = "django.core.mail.backends.filebased.EmailBackend"


def switched_on(name: str) -> bool:
    """Return whether the setting `name` is 1."""
    return os.environ.get(name, "") == "1"


def words(name: str) -> list[str]:
    """Return the setting `name` cut at its commas, without the empty parts."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """Return Django's description of the PostgreSQL database whose address is the setting `name`."""
    given = conninfo_to_dict(os.environ.get(name, ""))
    return {
        "ENGINE": "threshold.config.postgresql",
        "NAME": given.pop("dbname", "threshold"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        # Bound and prepared by the server: a statement asked for often is planned once for each connection.
        "OPTIONS": {**given, "server_side_binding": True, "prepare_threshold": 3},
    }


@dataclass(frozen=True, slots=True)
class Mail:
    """Where outgoing e-mail goes: a mail server, or a folder in the demo."""

    backend: str = "django.core.mail.backends.smtp.EmailBackend"
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    folder: str | None = None


def mail(name: str, *, folder: str | None) -> Mail:
    """Return the mail server in the setting `name` (smtp:// or smtps://), or else the folder for mail."""
    url = urlsplit(os.environ.get(name, ""))
    if not url.hostname:
        return Mail(backend=IN_A_FOLDER, folder=folder) if folder else Mail()
    tls = url.scheme == "smtps"
    return Mail(
        host=url.hostname,
        port=url.port or (465 if tls else 587),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=not tls and parse_qs(url.query).get("starttls") != ["0"],
        tls=tls,
    )
