"""Record that somebody was refused."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from threshold.confidentiality.models import RefusedAct
from threshold.confidentiality.rules import Viewer

# Written by hand, because the web's role may put rows in but not read back the number they were given.
INSERT = f"""
INSERT INTO "{RefusedAct._meta.db_table}" (at, viewer_ref, role, origin, route, why, subject)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608


@transaction.atomic(durable=True)
def record_refusal(*, viewer: Viewer, route: str, why: str, subject: UUID | None, at: datetime) -> None:
    """Write one row saying who was refused what; raise RuntimeError in a transaction that may roll back."""
    if not why.isidentifier():
        raise ValueError("a refusal is recorded by its name, never by its words")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [at, viewer.ref, viewer.role, viewer.origin, route, why, subject])
