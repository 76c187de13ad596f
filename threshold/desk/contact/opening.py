"""Opening a contact: the page, and on the first opening the act that the person who told us can see."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.queries import contact_row

from .faces import ContactPage
from .page import contact_page
from .timeline import Cursor, Kind


@transaction.atomic
def open_contact(
    *,
    ref: str,
    viewer: Viewer,
    at: datetime,
    route: str,
    known_on: date | None = None,
    kind: Kind | None = None,
    before: Cursor | None = None,
) -> ContactPage:
    """Return the page of a contact; the first opening is noted in the transaction that reads it."""
    page = contact_page(
        ref=ref, viewer=viewer, at=at, route=route, known_on=known_on, kind=kind, before=before
    )
    if not page.opened:
        note_opening(ref=ref, by=viewer, at=at)
    return page


def subject_of(*, ref: str, viewer: Viewer) -> UUID:
    """Return the random reference of a contact, for the record of a refusal; NotFound for one that is hidden."""
    return contact_row(ref=ref, viewer=viewer).ledger_ref
