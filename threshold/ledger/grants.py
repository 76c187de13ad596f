"""What the web's database role may do, read from the tables themselves after every migration."""

from collections.abc import Mapping

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .operations import TRIGGER

ORDINARY = ("SELECT", "INSERT", "UPDATE", "DELETE")
LOOKED_AT = ("SELECT",)

# What migrations have run is nothing that the web may change.
OWNERS_OWN = frozenset({"django_migrations"})

TABLES = """
SELECT c.relname, split_part(encode(t.tgargs, 'escape'), '\\000', 1)
FROM pg_class c
LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = %s
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname
"""


def grant(connection: BaseDatabaseWrapper, web_role: str) -> Mapping[str, tuple[str, ...]]:
    """Give `web_role` what each table allows and no more; return what it may do, by table."""
    allowed = privileges(connection)
    role = connection.ops.quote_name(web_role)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        for table, verbs in allowed.items():
            name = connection.ops.quote_name(table)
            cursor.execute(f"GRANT {', '.join(verbs)} ON {schema}.{name} TO {role}")
    return allowed


def privileges(connection: BaseDatabaseWrapper) -> Mapping[str, tuple[str, ...]]:
    """Return what the web's role may do to each table of the schema."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [TRIGGER])
        return {table: _verbs(table, granted) for table, granted in cursor.fetchall()}


def _verbs(table: str, granted: str | None) -> tuple[str, ...]:
    if table in OWNERS_OWN:
        return LOOKED_AT
    return tuple(granted.split(", ")) if granted else ORDINARY
