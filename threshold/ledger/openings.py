"""What opens an act's entry for whoever may see what it stands for: the entry made again, and its salt."""

from collections.abc import Mapping
from dataclasses import dataclass

from .models import Salt
from .rows import Record, Version, committed_fields
from .rules import Actor, entry


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry as it went into the log, what its commitment stands for, and the salt, unless that was erased."""

    entry: bytes
    leaf: bytes
    fields: Mapping[str, object]
    salt: bytes | None


def first_opened(kind: str, *, record: Record, version: Version, by: Actor) -> Opened:
    """Make a record's first entry again from its row and its salt; `by` is who acted then."""
    salt = Salt.objects.get(record=record.ledger_ref, number=1)
    made = entry(
        kind,
        record=record.ledger_ref,
        number=salt.number,
        commitment=bytes(salt.commitment),
        previous=None,
        by=by,
        asserted=version.event_at,
        recorded=version.recorded_at,
    )
    opener = bytes(salt.salt) if salt.salt is not None else None
    return Opened(entry=made, leaf=bytes(salt.leaf), fields=committed_fields(version), salt=opener)
