"""Add what was learned late, with the time it was learned and the time it was written down."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.referrals.models import ContactVersion
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import settle
from threshold.referrals.rules.responding import check_when, check_written


@transaction.atomic
def add_late(*, ref: str, words: str, event_at: datetime, by: Viewer, at: datetime) -> None:
    """Add words to the record as a new version; nothing that was there before changes."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    check_written(words)
    check_when(event_at, now=at)
    version = ContactVersion.objects.create(
        contact=contact,
        number=contact.versions.count() + 1,
        ref=contact.ref,
        worry=words,
        typed_by=by.name,
        event_at=event_at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    append("contact.added-late", record=contact, version=version, by=by, at=at)
    settle(contact, by=by, at=at)
