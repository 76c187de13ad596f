"""A migration's way of saying that a table's past may not be rewritten."""

from enum import StrEnum

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TRIGGER = "append_only"
FUNCTION = "refuse_rewriting"

# One function for all. Arguments: whether the web's role may read ("read" or "unread") and, where leave
# is given, the one statement allowed and the setting that the same transaction must have switched on.
CREATE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_NARGS = 3 AND TG_OP = TG_ARGV[1] AND current_setting(TG_ARGV[2], true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""


class Leave(StrEnum):
    """What a named part of the product may do to an append-only table, and with which statement."""

    INTEGRATING = "DELETE"
    ERASING = "UPDATE"

    @property
    def setting(self) -> str:
        """Return the setting to switch on with SET LOCAL, in the transaction that does it."""
        return f"threshold.{self.name.lower()}"


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE and TRUNCATE, to the table's owner too; `unread` shows the web's role nothing."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, unread: bool = False, leave: Leave | None = None) -> None:
        """Name the table; `leave` allows one statement to a transaction that says what it is doing."""
        self.table = table
        self.unread = unread
        self.leave = leave

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: a trigger is no part of a model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Put the trigger on the table."""
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(CREATE_FUNCTION, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}({self._arguments})",
            params=None,
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: ProjectState
    ) -> None:
        """Take the trigger off the table."""
        schema_editor.execute(
            f"DROP TRIGGER {TRIGGER} ON {schema_editor.quote_name(self.table)}", params=None
        )

    def describe(self) -> str:
        """Return what `migrate --plan` shows."""
        return f"Make {self.table} append-only"

    @property
    def migration_name_fragment(self) -> str:
        """Return the part of a migration's file name that says this."""
        return f"{self.table}_append_only"

    @property
    def _arguments(self) -> str:
        words = ["unread" if self.unread else "read"]
        if self.leave:
            words += [self.leave.value, self.leave.setting]
        return ", ".join(f"'{word}'" for word in words)
