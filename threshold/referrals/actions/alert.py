"""Alert the on-call person at once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from threshold.confidentiality.rules import Role, Viewer
from threshold.messages.actions.post import post
from threshold.messages.rules import Channel, Letter
from threshold.referrals.models import Alarm, Contact
from threshold.referrals.rows import note
from threshold.referrals.rules.words import ActKind
from threshold.staffing.queries import Colleague, colleagues, configuration, on_call


@transaction.atomic
def alert(*, contact: Contact, by: Viewer, at: datetime) -> bool:
    """Alert the next person who has not been alerted yet, by e-mail and text; return whether there was one."""
    alerted = set(Alarm.objects.filter(contact=contact).values_list("worker", flat=True))
    waiting = [worker for worker in _in_turn(by, at) if worker.id not in alerted]
    if not waiting:
        return False
    worker = waiting[0]
    Alarm.objects.create(contact=contact, worker_id=worker.id, level=len(alerted) + 1, sent_at=at)
    kind = ActKind.ALERT_RAISED if alerted else ActKind.ALERTED
    note(contact, kind, by=by, at=at, to_worker=worker.id)
    _tell(worker, contact, by, at)
    return True


def _in_turn(by: Viewer, at: datetime) -> list[Colleague]:
    """Return those on call in their order, then every manager: a gap in the rota must not silence an alert."""
    managers = (one for one in colleagues(viewer=by) if one.role is Role.MANAGER)
    return list(dict.fromkeys([*on_call(at=at, viewer=by), *managers]))


def _tell(worker: Colleague, contact: Contact, by: Viewer, at: datetime) -> None:
    minutes = configuration(viewer=by).alert_escalates_after_minutes
    facts = {"address": settings.PUBLIC_ADDRESS, "minutes": str(minutes)}
    for channel, to in ((Channel.EMAIL, worker.email), (Channel.TEXT, worker.phone)):
        if to:
            post(
                letter=Letter.ALERT,
                to=to,
                channel=channel,
                facts=facts,
                about=contact.ledger_ref,
                by=by,
                at=at,
            )
