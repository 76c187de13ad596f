"""Keep what a witness added to a checkpoint."""

from datetime import datetime

from django.db import transaction

from threshold.ledger.models import Cosignature
from threshold.ledger.rules import Actor


@transaction.atomic
def cosign(*, checkpoint: int, witness: str, line: str, by: Actor, at: datetime) -> None:
    """Store the witness's signature line beside the checkpoint; a second one of the same witness changes nothing."""
    Cosignature.objects.get_or_create(
        checkpoint_id=checkpoint, witness=witness, defaults={"line": line, "at": at}
    )
