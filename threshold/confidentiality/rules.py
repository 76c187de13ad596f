"""Who is looking: roles, viewers and what they read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from threshold.ledger.rules import canonical
from threshold.tlog.tree import leaf_hash, root

from .origin import HERE, Origin


class Role(StrEnum):
    """What a person is at the front door for. The value is what the ledger holds."""

    PUBLIC = "public"
    CALL_HANDLER = "call-handler"
    SCREENING_WORKER = "screening-worker"
    SOCIAL_WORKER = "social-worker"
    MANAGER = "manager"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"

    @property
    def words(self) -> str:
        """Return the role as a colleague would say it."""
        return self.value.replace("-", " ")


STAFF_ROLES = frozenset(Role) - {Role.PUBLIC, Role.SYSTEM}
CASE_ROLES = STAFF_ROLES - {Role.ADMINISTRATOR}
DECIDING_ROLES = frozenset({Role.SCREENING_WORKER, Role.SOCIAL_WORKER, Role.MANAGER})
APPROVING_ROLES = frozenset({Role.MANAGER, Role.DIRECTOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person on whose behalf something is read or done. `ref` is pseudonymous and random."""

    ref: UUID | None
    worker_id: int | None
    name: str
    role: Role
    teams: frozenset[int] = field(default_factory=frozenset)
    origin: Origin = HERE

    @property
    def reads_cases(self) -> bool:
        """Return whether this role opens children's records at all."""
        return self.role in CASE_ROLES or self.role is Role.SYSTEM


PUBLIC = Viewer(ref=None, worker_id=None, name="", role=Role.PUBLIC)
SYSTEM = Viewer(ref=None, worker_id=None, name="Threshold", role=Role.SYSTEM)


class ReadKind(StrEnum):
    """In what way something was read."""

    PAGE = "page"
    LIST = "list"
    SEARCH = "search"
    FILE = "file"
    PRINT = "print"
    EXPORT = "export"


class Book(StrEnum):
    """A table that only grows, whose rows are sealed in batches because there are so many."""

    READS = "reads"
    REFUSALS = "refusals"


def digest(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return the Merkle root over the rows, each as canonical JSON: it changes with any word or number in them."""
    return root([leaf_hash(canonical(row)) for row in rows])
