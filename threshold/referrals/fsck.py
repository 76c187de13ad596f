"""Whether what receipts say still fits the contacts they were given for."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.fsck.running import Look
from threshold.referrals.models import Child, ChildVersion, Contact, ContactVersion, Receipt, ReceiptVersion


def looks() -> Iterator[Look]:
    """Yield all there is to look at."""
    yield from (receipts, contacts, unreceipted, children)


def receipts() -> list[Finding]:
    """Return every receipt whose contact has another reference, or another time of receipt."""
    wrong = ReceiptVersion.objects.exclude(
        ref=F("receipt__contact__ref"), received_at=F("receipt__contact__received_at")
    )
    keys = wrong.order_by("pk").values_list("receipt__contact_id", flat=True)
    return [Finding(What.REFERENCE, f"contact row {key}") for key in keys]


def contacts() -> list[Finding]:
    """Return every contact that its versions call by another reference."""
    wrong = ContactVersion.objects.exclude(ref=F("contact__ref")).order_by("pk")
    keys = wrong.values_list("contact_id", flat=True).distinct()
    return [Finding(What.REFERENCE, f"contact row {key}") for key in keys]


def unreceipted() -> list[Finding]:
    """Return every contact without a receipt or without what was said: nothing vouches for its reference."""
    receipt = Receipt.objects.filter(contact=OuterRef("pk"), versions__isnull=False)
    said = ContactVersion.objects.filter(contact=OuterRef("pk"))
    wrong = Contact.objects.filter(Q(~Exists(receipt)) | Q(~Exists(said))).order_by("pk")
    return [Finding(What.REFERENCE, f"contact row {key}") for key in wrong.values_list("pk", flat=True)]


def children() -> list[Finding]:
    """Return every child that was not recorded in the moment in which its contact was received."""
    # No entry says in which contact a child was reported; but both were written down in the same moment.
    there = ChildVersion.objects.filter(
        child=OuterRef("pk"), number=1, recorded_at=OuterRef("contact__received_at")
    )
    keys = Child.objects.filter(~Exists(there)).order_by("pk").values_list("pk", flat=True)
    return [Finding(What.CHILD_MOVED, f"child row {key}") for key in keys]
