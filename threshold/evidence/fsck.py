"""Whether what the rows of sealed files say still fits what was recorded when they came."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from threshold.evidence.models import EvidenceFile, Provenance
from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.fsck.running import Look


def looks() -> Iterator[Look]:
    """Yield all there is to look at."""
    yield files


def files() -> list[Finding]:
    """Return every file that belongs to a record and whose row differs from its provenance, or has none."""
    received = Provenance.objects.filter(
        file=OuterRef("pk"),
        storage=OuterRef("storage"),
        kind=OuterRef("kind"),
        size=OuterRef("size"),
        digest=OuterRef("digest"),
        giver=OuterRef("giver"),
        sealed_said=OuterRef("sealed_said"),
    )
    wrong = EvidenceFile.objects.filter(about__isnull=False).filter(~Exists(received)).order_by("pk")
    return [Finding(What.FILE, f"file row {key}") for key in wrong.values_list("pk", flat=True)]
