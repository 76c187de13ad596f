"""Record one act in the ledger."""

from datetime import datetime

from django.db import transaction

from threshold.ledger.rows import Act, Record, Version
from threshold.ledger.rules import Actor

from .append_many import append_many


# Without a savepoint: an act whose entry fails has failed.
@transaction.atomic(savepoint=False)
def append(
    kind: str, *, record: Record, version: Version, by: Actor, at: datetime, first: bool = False
) -> bytes | None:
    """Put the act's entry in the outbox, in the act's own transaction; return its leaf hash if that is at once."""
    leaves = append_many([Act(kind, record=record, version=version, by=by, at=at, first=first)])
    return leaves[0] if leaves else None
