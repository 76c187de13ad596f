"""Record that somebody read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from threshold.confidentiality.models import Read
from threshold.confidentiality.rules import ReadKind, Viewer

# Written by hand, because the web's role may put rows in but not read back the number they were given.
INSERT = f"""
INSERT INTO "{Read._meta.db_table}" (at, viewer_ref, role, origin, route, kind, shown, reason)
VALUES (%s, %s, %s, %s, %s, %s, %s::uuid[], %s)
"""  # noqa: S608


# Without a savepoint: what cannot be recorded is not shown.
@transaction.atomic(savepoint=False)
def record_read(
    *, viewer: Viewer, route: str, kind: ReadKind, shown: Sequence[UUID], at: datetime, reason: str = ""
) -> None:
    """Write one row saying who read and what it showed, in the transaction that reads."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, viewer.ref, viewer.role, viewer.origin, route, kind, list(shown), reason])
