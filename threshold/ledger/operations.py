"""A migration's way of saying that a table's past may not be rewritten."""

from collections.abc import Sequence
from enum import Enum, StrEnum

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TRIGGER = "append_only"
FUNCTION = "refuse_rewriting"

# One function for all. Arguments: what the web's role is granted and, where leave is given, the one
# statement allowed and the setting that the same transaction must have switched on.
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


class Leave(Enum):
    """What a named part of the product may do to an append-only table, and with which statement."""

    INTEGRATING = "integrating", "DELETE"
    GROWING = "growing", "UPDATE"
    ERASING = "erasing", "UPDATE"

    @property
    def setting(self) -> str:
        """Return the setting to switch on with SET LOCAL, in the transaction that does it."""
        return f"threshold.{self.value[0]}"

    @property
    def statement(self) -> str:
        """Return the one statement that is allowed."""
        return self.value[1]


class Web(StrEnum):
    """What the web's role is granted on an append-only table."""

    ADDS_AND_READS = "SELECT, INSERT"
    ADDS = "INSERT"
    READS = "SELECT"
    NOTHING = ""


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE and TRUNCATE, to the table's owner too; `web` says what is left to the web's role."""

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        table: str,
        *,
        web: Web = Web.ADDS_AND_READS,
        showing: Sequence[str] = (),
        leave: Leave | None = None,
    ) -> None:
        """Name the table; `leave` allows one statement to a transaction that says what it is doing.

        `showing` names columns that the web's role may read where it may not read the row.
        """
        self.table = table
        self.web = web
        self.showing = tuple(showing)
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
        shown = ",".join(f'"{column}"' for column in self.showing)
        words = [", ".join(filter(None, [self.web, f"SELECT ({shown})" if shown else ""]))]
        if self.leave:
            words += [self.leave.statement, self.leave.setting]
        return ", ".join(f"'{word}'" for word in words)
