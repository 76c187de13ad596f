"""Take in who told us when it becomes known, or is corrected."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import seal
from threshold.ledger.actions.append import append
from threshold.people.models import Referrer, ReferrerVersion
from threshold.people.queries import identity_in
from threshold.people.rules import Identity
from threshold.refusals import NotFound, Refused


class NameMissing(Refused):
    """An identity needs a name."""

    says = "Write your name."
    field = "name"


@transaction.atomic
def rename_referrer(*, about: UUID, identity: Identity, by: Viewer, at: datetime) -> None:
    """Add the identity as a new version, with what it leaves empty as it was said before; the earlier one stays."""
    if not identity.is_given:
        raise NameMissing
    referrer = Referrer.objects.select_for_update().filter(about=about).first()
    if referrer is None:
        raise NotFound
    newest = referrer.versions.order_by("-id").first()
    if newest is not None:
        identity = identity.over(identity_in(sealed=bytes(newest.sealed), about=about, viewer=by))
    version = ReferrerVersion.objects.create(
        referrer=referrer,
        standing=referrer.standing,
        sealed=seal(json.dumps(identity.parts).encode(), context=f"referrer:{about}"),
        event_at=at,
        recorded_at=at,
        by_ref=by.ref,
        by_role=by.role,
    )
    referrer.identified = True
    referrer.save(update_fields=["identified"])
    append("referrer.identified", record=referrer, version=version, by=by, at=at)
