"""Put something in the outbox: it goes after this transaction is kept, or not at all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import seal
from threshold.messages.models import Outgoing
from threshold.messages.rules import Channel, Letter, text_of


@transaction.atomic
def post(
    *,
    letter: Letter,
    to: str,
    channel: Channel,
    facts: dict[str, str],
    about: UUID | None,
    by: Viewer,
    at: datetime,
) -> int:
    """Keep the text exactly as it will be sent, with its address sealed, and return its number."""
    text = text_of(letter, facts)
    row = Outgoing.objects.create(
        about=about,
        channel=channel,
        sealed_to=seal(to.encode(), context="outgoing"),
        letter=letter,
        subject=text.subject,
        body=text.body,
        made_at=at,
        next_try_at=at,
    )
    return row.pk
