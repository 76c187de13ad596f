"""The receipt file: what somebody can prove with, far from here, that they told us and when."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public.holding import Held
from threshold.ledger.openings import Opened
from threshold.ledger.proving import proof_of, sealed
from threshold.ledger.receipts import receipt
from threshold.referrals.queries import receipt_opened
from threshold.refusals import NotFound

from .within import afterwards, shows


@dataclass(frozen=True, slots=True)
class Seal:
    """How far the proof of a receipt is. `at` is when the checkpoint over it was signed; none before there is one."""

    now: datetime
    at: datetime | None
    witnesses: tuple[tuple[str, datetime], ...]


def seal_of(code: str, *, now: datetime) -> Seal | None:
    """Return how far the proof of the receipt with this code is, or None if what opens it was erased."""
    opened = receipt_opened(code=code, viewer=PUBLIC)
    if opened.salt is None:
        return None
    found = sealed(leaf=opened.leaf, viewer=PUBLIC)
    return Seal(now, found.under.at, found.under.witnesses) if found else Seal(now, None, ())


@afterwards
def _receipt_file(request: HttpRequest, held: Held) -> HttpResponse:
    opened = receipt_opened(code=held.code, viewer=PUBLIC)
    response = HttpResponse(_written(opened), content_type="text/plain; charset=utf-8")
    # A name that says nothing to whoever else uses this device.
    response["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return response


receipt_file = shows(_receipt_file)


def _written(opened: Opened) -> str:
    if opened.salt is None:
        raise NotFound
    given = receipt(opened.entry, fields=opened.fields, salt=opened.salt)
    found = sealed(leaf=opened.leaf, viewer=PUBLIC)
    proof = proof_of(found, viewer=PUBLIC) if found else None
    # A checkpoint from before a backup was restored may be over another log: no proof is better than one that fails.
    return str(given.sealed(proof) if proof and proof.leads_from(given.leaf) else given)
