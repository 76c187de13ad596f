"""Keep who told us, sealed."""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from threshold.confidentiality.rules import Viewer
from threshold.confidentiality.sealing import seal
from threshold.ledger.rows import Act
from threshold.ledger.together import keep
from threshold.people.models import Referrer, ReferrerVersion
from threshold.people.rules import Identity, Standing


@transaction.atomic(savepoint=False)
def name_referrer(
    *, about: UUID, standing: Standing, identity: Identity, safe_to_mail: bool, by: Viewer, at: datetime
) -> Act:
    """Keep the identity apart from the words and return the ledger act, for the caller to append with its own."""
    referrer = keep(
        Referrer(
            about=about,
            standing=standing,
            identified=identity.is_given,
            can_be_mailed=bool(identity.email) and safe_to_mail,
        )
    )
    version = keep(
        ReferrerVersion(
            referrer=referrer,
            standing=standing,
            sealed=seal(json.dumps(identity.parts).encode(), context=f"referrer:{about}"),
            event_at=at,
            recorded_at=at,
            by_ref=by.ref,
            by_role=by.role,
        )
    )
    return Act("referrer.named", record=referrer, version=version, by=by, at=at, first=True)
