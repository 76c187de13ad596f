"""Record what was looked at and what kind of approach this is."""

from datetime import datetime

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.referrals.decided import count_referral
from threshold.referrals.queries import contact_row
from threshold.referrals.rows import custody_of, note, settle
from threshold.referrals.rules.deciding import check_may_decide
from threshold.referrals.rules.responding import check_screening
from threshold.referrals.rules.words import ActKind


@transaction.atomic
def screen(*, ref: str, approach: str, words: str, by: Viewer, at: datetime) -> None:
    """Record the screening; under the rule that every welfare contact is a referral, this says whether it is one."""
    contact = contact_row(ref=ref, viewer=by, lock=True)
    check_may_decide(by.role)
    custody_of(contact).check_holds(by)
    check_screening(approach=approach, words=words)
    count_referral(
        contact, outcomes=[each.outcome for each in contact.children.all()], by=by, approach=approach
    )
    note(contact, ActKind.SCREENED, by=by, at=at, code=approach, words=words)
    settle(contact, by=by, at=at)
