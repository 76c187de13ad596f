"""Says where files came from, once they belong to a record."""

from collections.abc import Sequence
from datetime import datetime

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append_many import append_many
from threshold.ledger.rows import Act

from .models import EvidenceFile, Provenance


def record_provenance(files: Sequence[EvidenceFile], *, by: Viewer, at: datetime) -> None:
    """Write each file's first version and its entry in the ledger."""
    versions = Provenance.objects.bulk_create([_provenance(file, by=by, at=at) for file in files])
    append_many(
        [
            Act("evidence.received", record=file, version=version, by=by, at=at, first=True)
            for file, version in zip(files, versions, strict=True)
        ]
    )


def _provenance(file: EvidenceFile, *, by: Viewer, at: datetime) -> Provenance:
    return Provenance(
        file=file,
        storage=file.storage,
        kind=file.kind,
        size=file.size,
        digest=file.digest,
        giver=file.giver,
        sealed_said=bytes(file.sealed_said),
        event_at=file.received_at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
