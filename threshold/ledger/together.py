"""Many acts written together: in one transaction, with a few statements for all of them instead of a few for each.

Acts are the same either way. What they hand to `keep`, `follow`, `change`, `later` and `last` is written at once, or,
inside `together()`, when the block ends. A block is for acts that do not read what another act in it has written.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, models, transaction

from .inserting import give_keys, insert

T = TypeVar("T")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)
Write = Callable[[Sequence[T]], object]
Make = Callable[[Sequence[T]], Sequence[M]]


class Gathered:
    """What waits to be written, in the order in which it will be, and the rows that are held for everyone."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.new: list[models.Model] = []
        self.following: dict[Make[Any, Any], list[Any]] = {}
        self.changed: dict[type[models.Model], dict[int, models.Model]] = {}
        self.later: dict[Write[Any], list[Any]] = {}
        self.last: dict[Write[Any], list[Any]] = {}
        self.held: dict[Hashable, models.Model] = {}

    def write(self) -> None:
        """Write new rows and what follows from them, then changed ones, then what comes later, then what comes last."""
        give_keys(self.new)
        following = [row for make, items in self.following.items() for row in make(items)]
        insert(*self.new, *following)
        for changed in self.changed.values():
            _update(list(changed.values()))
        for write, items in (*self.later.items(), *self.last.items()):
            write(items)


_GATHERED: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write what the acts inside hand over when the block ends, or the block around it, all or nothing."""
    if _GATHERED.get() is not None:
        yield
        return
    with transaction.atomic(savepoint=False):
        gathered = Gathered()
        token = _GATHERED.set(gathered)
        # An act that fails fails them all, so no act needs a point of its own to go back to.
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            connection.features.uses_savepoints = True
            _GATHERED.reset(token)
        gathered.write()


def keep(row: M, *others: models.Model) -> M:
    """Insert new rows, with their keys, and return the first."""
    gathered = _GATHERED.get()
    if gathered is None:
        give_keys([row, *others])
        insert(row, *others)
    else:
        gathered.new += [row, *others]
    return row


def follow(make: Make[T, M], *items: T) -> Sequence[M]:
    """Insert the rows that `make` makes of the items, which have their keys then; return them if that is at once."""
    gathered = _GATHERED.get()
    if gathered is None:
        rows = make(items)
        insert(*rows)
        return rows
    gathered.following.setdefault(make, []).extend(items)
    return ()


def change(*rows: models.Model) -> None:
    """Update rows of one kind with all that they say now."""
    gathered = _GATHERED.get()
    if gathered is None:
        _update(rows)
    else:
        for row in rows:
            gathered.changed.setdefault(type(row), {})[id(row)] = row


def later(write: Callable[[Sequence[T]], R], *items: T) -> R | None:
    """Let `write` have the items with whatever else waits for it; return what it answers if that is at once."""
    gathered = _GATHERED.get()
    if gathered is None:
        return write(items)
    gathered.later.setdefault(write, []).extend(items)
    return None


def last(write: Write[T], item: T) -> None:
    """Let `write` have the item when everything else is written."""
    gathered = _GATHERED.get()
    if gathered is None:
        write([item])
    else:
        gathered.last.setdefault(write, []).append(item)


def hold(row: models.Model, key: Hashable) -> None:
    """Let every act in this block that asks for the key work on this one row."""
    gathered = _GATHERED.get()
    if gathered is not None:
        gathered.held[type(row), key] = row


def held(kind: type[M], key: Hashable) -> M | None:
    """Return the row that is held under the key, if there is one."""
    gathered = _GATHERED.get()
    row = gathered.held.get((kind, key)) if gathered else None
    return row if isinstance(row, kind) else None


def _update(rows: Sequence[models.Model]) -> None:
    if len(rows) == 1:
        rows[0].save(force_update=True)
    elif rows:
        kind = type(rows[0])
        names = [field.name for field in kind._meta.concrete_fields if not field.primary_key]
        # One statement for all: the rows are there, so each conflicts with itself and is updated.
        kind._base_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)
