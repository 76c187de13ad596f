"""When this installation was last copied, kept beside the sealed files where every process of it can read it."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

NAME = "last-copied.json"


@dataclass(frozen=True, slots=True)
class LastCopied:
    """The last whole copy of the database, and up to when its log and the sealed files had been copied."""

    database: datetime | None = None
    log: datetime | None = None
    files: datetime | None = None


def last_copied() -> LastCopied:
    """Return when each was copied last; None for what never was. A restored installation begins anew."""
    try:
        found = json.loads(_path().read_text())
    except FileNotFoundError:
        return LastCopied()
    return LastCopied(**{what: datetime.fromisoformat(at) for what, at in found.items() if at})


def note_copied(*, files: datetime, database: datetime | None = None, log: datetime | None = None) -> None:
    """Remember that the files were copied, and the database or its log if they were."""
    before = last_copied()
    known = LastCopied(database=database or before.database, log=log or before.log, files=files)
    text = json.dumps({what: at.isoformat() if at else None for what, at in asdict(known).items()})
    new = _path().with_suffix(f".{os.getpid()}")
    new.write_text(text + "\n")
    # Who copies may be another account than who serves; times are no secret.
    new.chmod(0o644)
    new.replace(_path())


def _path() -> Path:
    return Path(settings.FILES_DIR) / NAME
