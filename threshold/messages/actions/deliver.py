"""Hand what is waiting in the outbox to its carrier."""

from datetime import datetime
from http.client import HTTPException

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import unseal
from threshold.messages import carriers
from threshold.messages.models import Outgoing
from threshold.messages.rules import TRIES, Channel, Delivery, wait_before


@transaction.atomic
def deliver(*, by: Viewer, at: datetime) -> bool:
    """Try the oldest one that is due and return whether there was one. Two workers never take the same one."""
    due = Outgoing.objects.select_for_update(skip_locked=True).filter(
        state=Delivery.WAITING, next_try_at__lte=at
    )
    row = due.order_by("next_try_at").first()
    if row is None:
        return False
    row.attempts += 1
    try:
        _carry(row)
    except carriers.NotCarried as trouble:
        row.trouble = str(trouble)
        row.next_try_at = at + wait_before(row.attempts)
        row.state = Delivery.FAILED if row.attempts >= TRIES else Delivery.WAITING
    else:
        row.state, row.sent_at, row.trouble = Delivery.SENT, at, ""
    row.save()
    return True


def _carry(row: Outgoing) -> None:
    try:
        _hand_over(row)
    except (ValueError, HTTPException) as trouble:
        # An address nobody can write to, or an answer that is no answer, must not hold up what waits behind it.
        raise carriers.NotCarried(f"{row.channel}: {type(trouble).__name__}") from None


def _hand_over(row: Outgoing) -> None:
    to = unseal(bytes(row.sealed_to), context="outgoing").decode()
    if row.channel == Channel.EMAIL:
        carriers.by_email(to=to, subject=row.subject, body=row.body)
    else:
        carriers.by_text(to=to, body=f"{row.subject}\n\n{row.body}")
