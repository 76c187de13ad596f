"""Record that a child and family assessment is finished."""

from datetime import datetime

from django.db import transaction

from threshold.clocks.actions.stop import stop
from threshold.confidentiality.rules import Viewer
from threshold.ledger.together import change
from threshold.referrals.queries import child_row
from threshold.referrals.rows import custody_of, note, settle
from threshold.referrals.rules.responding import NotBeingAssessed, check_written
from threshold.referrals.rules.words import ASSESSED_OUTCOMES, ActKind


@transaction.atomic
def finish_assessment(*, ref: str, number: int, words: str, by: Viewer, at: datetime) -> None:
    """Record what the assessment found for one child and stop its clock."""
    child = child_row(ref=ref, number=number, viewer=by, lock=True)
    custody_of(child.contact).check_holds(by)
    if child.outcome not in ASSESSED_OUTCOMES or child.assessed_at is not None:
        raise NotBeingAssessed
    check_written(words)
    child.assessed_at = at
    change(child)
    stop("assessment", subject=child.ledger_ref, by=by, at=at)
    note(child.contact, ActKind.ASSESSED, by=by, at=at, child=child, words=words)
    settle(child.contact, by=by, at=at)
