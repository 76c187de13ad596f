"""Whether the database is in the form that this version of the program works with: neither older nor newer."""

from enum import Enum
from functools import lru_cache

from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader

# One row with two numbers, for this is asked before everything that is sent in.
APPLIED = "SELECT count(*), max(id) FROM django_migrations"


class Form(Enum):
    """How the database's form compares with this program's."""

    RIGHT = "right"
    OLDER = "older"
    NEWER = "newer"


def form_of_database() -> Form:
    """Return how the database compares: NEWER if it was migrated by a version that this program knows nothing of."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(APPLIED)
            applied = cursor.fetchone()
    except ProgrammingError:
        # Never migrated, or not granted to this role.
        return Form.OLDER
    return _compared(*applied)


@lru_cache(maxsize=1)
def _compared(count: int, newest: int | None) -> Form:
    # The numbers stand for what was applied: they change whenever something is.
    loader = MigrationLoader(connection)
    replaced = {name for each in loader.replacements.values() for name in each.replaces}
    if set(loader.applied_migrations) - set(loader.disk_migrations) - replaced:
        return Form.NEWER
    return Form.OLDER if set(loader.graph.nodes) - set(loader.applied_migrations) else Form.RIGHT
