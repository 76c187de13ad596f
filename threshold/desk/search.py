"""Finding a contact by its reference, or by two facts about a child. Every search is recorded with what it showed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from threshold.confidentiality.actions.record_read import record_read
from threshold.confidentiality.rules import ReadKind, Viewer
from threshold.people.rules import matching_keys
from threshold.referrals.models import Child
from threshold.referrals.rules.codes import tidy
from threshold.refusals import Refused

from .worklist import Row, lines_of, rows_of, visible

MOST = 50


class TooLittleToSearch(Refused):
    """One fact finds too many children, or none."""

    says = "Give a reference, or two facts about the child: name and date of birth, or one of them and a postcode."


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody is looking for."""

    reference: str = ""
    known_as: str = ""
    born_on: date | None = None
    postcode: str = ""


@transaction.atomic
def search(*, sought: Sought, viewer: Viewer, route: str, now: datetime) -> tuple[Row, ...]:
    """Return up to fifty contacts the viewer may see, newest first; raise TooLittleToSearch."""
    rows = visible(viewer)
    if sought.reference.strip():
        rows = rows.filter(ref=tidy(sought.reference))
    else:
        rows = rows.filter(pk__in=_with_child(sought))
    lines = lines_of(rows.order_by("-received_at", "-id")[:MOST])
    shown = [line.ledger_ref for line in lines]
    record_read(viewer=viewer, route=route, kind=ReadKind.SEARCH, shown=shown, at=now)
    return rows_of(lines, viewer=viewer, now=now)


def _with_child(sought: Sought) -> list[int]:
    keys = matching_keys(known_as=sought.known_as, born_on=sought.born_on, address=sought.postcode)
    if not keys:
        raise TooLittleToSearch
    found = Child.objects.filter(keys__overlap=list(keys)).order_by("-id").values_list("contact", flat=True)
    # More than anybody reads, so that what may not be seen does not crowd out what may.
    return list(found[: MOST * 10])
