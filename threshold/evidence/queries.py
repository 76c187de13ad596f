"""Files by their names. Nothing here opens one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import unseal
from threshold.refusals import NotFound

from .models import EvidenceFile
from .rules import Kind, size_in_words


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as a list shows it: its name, what its giver said it is, and what it is by its bytes."""

    storage: UUID
    ledger_ref: UUID
    name: str
    said: str
    kind: str
    size: str
    received_at: datetime


def files_of(*, about: UUID, viewer: Viewer) -> tuple[FileLine, ...]:
    """Return the files about a record; raise NotFound for roles that read no cases."""
    if not viewer.reads_cases:
        raise NotFound
    return _lines(EvidenceFile.objects.filter(about=about))


def files_of_draft(*, draft: UUID, viewer: Viewer) -> tuple[FileLine, ...]:
    """Return the files of a draft that is still being written; only its writer knows the draft."""
    return _lines(EvidenceFile.objects.filter(draft=draft))


def _lines(rows: QuerySet[EvidenceFile]) -> tuple[FileLine, ...]:
    return tuple(_line(row) for row in rows.order_by("pk"))


def _line(row: EvidenceFile) -> FileLine:
    return FileLine(
        storage=row.storage,
        ledger_ref=row.ledger_ref,
        name=_words(row, row.sealed_name, "name"),
        said=_words(row, row.sealed_said, "said"),
        kind=Kind(row.kind).words,
        size=size_in_words(row.size),
        received_at=row.received_at,
    )


def _words(row: EvidenceFile, sealed: bytes | memoryview, what: str) -> str:
    return unseal(bytes(sealed), context=f"evidence:{row.storage}:{what}").decode()
