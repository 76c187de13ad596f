"""What the web's database role may do, read from the tables themselves after every migration; and the signer's."""

from collections.abc import Mapping

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .operations import TRIGGER

ORDINARY = ("SELECT", "INSERT", "UPDATE", "DELETE")
LOOKED_AT = ("SELECT",)

SIGNER: Mapping[str, tuple[str, ...]] = {
    "ledger_head": ("SELECT",),
    "ledger_tile": ("SELECT",),
    "ledger_entry": ('SELECT ("index","leaf")',),
    "ledger_logkey": ("SELECT", "INSERT"),
    "ledger_checkpoint": ("SELECT", "INSERT"),
    "ledger_cosignature": ("SELECT", "INSERT"),
}
"""All that the role of whoever holds the signing key may do: it sees no record and no entry."""

# What migrations have run is nothing that the web may change.
OWNERS_OWN = frozenset({"django_migrations"})

TABLES = """
SELECT c.relname, split_part(encode(t.tgargs, 'escape'), '\\000', 1)
FROM pg_class c
LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = %s
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname
"""


def grant(
    connection: BaseDatabaseWrapper, web_role: str, *, signer: str | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Give `web_role` what each table allows and no more, and `signer` what signing takes; return the web's."""
    allowed = privileges(connection)
    _grant(connection, web_role, allowed)
    if signer:
        _grant(connection, signer, SIGNER)
    return allowed


def _grant(connection: BaseDatabaseWrapper, name: str, allowed: Mapping[str, tuple[str, ...]]) -> None:
    role = connection.ops.quote_name(name)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        for table, verbs in allowed.items():
            if not verbs:
                continue
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"GRANT {', '.join(verbs)} ON {schema}.{quoted} TO {role}")


def privileges(connection: BaseDatabaseWrapper) -> Mapping[str, tuple[str, ...]]:
    """Return what the web's role may do to each table of the schema."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [TRIGGER])
        return {table: _verbs(table, granted) for table, granted in cursor.fetchall()}


def _verbs(table: str, granted: str | None) -> tuple[str, ...]:
    if table in OWNERS_OWN:
        return LOOKED_AT
    # No trigger: an ordinary table. A trigger that grants nothing: nothing.
    return ORDINARY if granted is None else tuple(filter(None, granted.split(", ")))
