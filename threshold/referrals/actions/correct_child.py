"""Correct what is known about a child."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from threshold.clocks.rules import day_of
from threshold.confidentiality.rules import Viewer
from threshold.ledger.actions.append import append
from threshold.ledger.together import change, keep
from threshold.people.rules import matching_keys
from threshold.referrals.models import ChildVersion, Contact
from threshold.referrals.queries import child_row
from threshold.referrals.rows import settle
from threshold.referrals.rules.correcting import check_correction
from threshold.referrals.rules.report import LONGEST_CALLED, ChildAsKnown, called, known_of
from threshold.refusals import MovedOn


@transaction.atomic
def correct_child(
    *,
    ref: str,
    number: int,
    known: ChildAsKnown,
    reason: str,
    read: int | None = None,
    by: Viewer,
    at: datetime,
) -> None:
    """Put down what is known now as a new version and find the child by it; what was known before stays on record.

    `read` is the number of the version that was corrected on a page, if there was one.
    """
    child = child_row(ref=ref, number=number, viewer=by, lock=True)
    before = ChildVersion.objects.filter(child=child).latest("number")
    if read is not None and read != before.number:
        raise MovedOn
    check_correction(before=known_of(before), known=known, reason=reason, today=day_of(at))

    version = keep(
        ChildVersion(
            child=child,
            number=before.number + 1,
            **asdict(known),
            reason=reason,
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    child.keys = list(matching_keys(known_as=known.known_as, born_on=known.born_on, address=known.address))
    change(child)
    child.contact.called = _called(child.contact)

    append("child.corrected", record=child, version=version, by=by, at=at)
    settle(child.contact, by=by, at=at)


def _called(contact: Contact) -> str:
    versions = ChildVersion.objects.filter(child__contact=contact).order_by("child__number", "-number")
    return called([known_of(each) for each in versions.distinct("child__number")])[:LONGEST_CALLED]
