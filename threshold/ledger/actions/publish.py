"""Keep a checkpoint that the log's key has signed, for everyone to fetch."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from threshold.ledger.models import Checkpoint, LogKey
from threshold.ledger.rules import Actor


@transaction.atomic
def publish(
    *, origin: str, size: int, root: bytes, note: str, keys: Sequence[str], by: Actor, at: datetime
) -> int:
    """Store the signed note, and its keys where they are new; return the checkpoint's number, to cosign it by."""
    for key in keys:
        LogKey.objects.get_or_create(key=key, defaults={"since": at})
    return Checkpoint.objects.create(origin=origin, size=size, root=root, note=note, at=at).pk
