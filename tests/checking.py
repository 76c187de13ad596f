"""Looking through the test's own log, with the test's own connection, as `threshold fsck` does."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from threshold.confidentiality import fsck as readings
from threshold.evidence import fsck as files
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.fsck.findings import Report
from threshold.ledger.fsck.running import Alone
from threshold.ledger.fsck.signed import GivenAway
from threshold.ledger.fsck.whole import Given, go_through
from threshold.referrals import fsck as references
from threshold.tlog.notes import PublicKey, parse_note


def look(
    *, keys: tuple[PublicKey, ...] = (), kept: tuple[str, ...] = (), at: datetime | None = None
) -> Report:
    """Return what is found; the test has to have the owner's rights. `kept` are signed notes."""
    at = at or datetime.now(UTC)
    given = Given(keys=keys, kept=tuple(GivenAway("a file", parse_note(each)) for each in kept))
    more = [*references.looks(), *files.looks(), *readings.looks(at=at)]
    return go_through(Alone(), given=given, more=more, at=at, progress=lambda done, of: None)


def found(**given: object) -> set[str]:
    """Return the codes of what is found."""
    return {what.code for what in look(**given).counts}  # type: ignore[arg-type]


def give_places(*, at: datetime) -> None:
    """Let the sequencer give everything that waits its place."""
    while integrate(at=at):
        pass


def rewrite(*statements: object) -> None:
    """Do what somebody with the whole database can do, triggers or not: each is a statement, or one with its values."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for each in statements:
            statement, *given = each if isinstance(each, tuple) else (each,)
            cursor.execute(statement, given or None)
        cursor.execute("SET session_replication_role = origin")


LATER = timedelta(minutes=2)
