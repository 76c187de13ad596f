"""The receipt file: what somebody can prove with, far from here, that they told us and when."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public.holding import Held
from threshold.ledger.openings import Opened
from threshold.ledger.proving import Sealed, proof_of, sealed
from threshold.ledger.receipts import receipt
from threshold.referrals.queries import receipt_opened
from threshold.refusals import NotFound
from threshold.tlog.notes import BadNote
from threshold.tlog.proofs import Proof
from threshold.tlog.tiles import HashMissing

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
    proved = _proved(opened.leaf)
    return Seal(now, proved[0].under.at, proved[0].under.witnesses) if proved else Seal(now, None, ())


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
    proved = _proved(opened.leaf)
    return str(given.sealed(proved[1]) if proved else given)


def _proved(leaf: bytes) -> tuple[Sealed, Proof] | None:
    """Return where an entry is sealed, with its proof; None also for a proof that would not hold.

    A checkpoint from before a backup was restored may be over another log, and whoever follows their report must not
    find a broken page because the log is damaged: fsck and the witnesses say so to those whose work it is.
    """
    found = sealed(leaf=leaf, viewer=PUBLIC)
    if found is None:
        return None
    try:
        proof = proof_of(found, viewer=PUBLIC)
    except (HashMissing, BadNote):
        return None
    return (found, proof) if proof.leads_from(leaf) else None
