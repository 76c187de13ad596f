"""Putting new rows into their table with one statement, at half of what building it through the mapper costs."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models

MOST_VALUES = 60_000
"""How many values one statement may carry; the database's own limit is a little higher."""


def insert(rows: Sequence[models.Model], *, unless: str = "") -> int:
    """Insert new rows of one kind, give them the keys that their table made, and return how many went in.

    `unless` names a unique column: a row whose value there is taken is left out, without an error.
    """
    kind = type(rows[0])
    columns = _columns(kind)
    at_once = MOST_VALUES // len(columns)
    return sum(_insert(kind, some, columns, unless) for some in _in_parts(rows, at_once))


def _insert(
    kind: type[models.Model], rows: Sequence[models.Model], columns: tuple[str, ...], unless: str
) -> int:
    for row in rows:
        _take_keys_made_since(row)
    values = [_plain(getattr(row, column)) for row in rows for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(_statement(kind, len(rows), unless), values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=not unless):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias
    return len(keys)


def _take_keys_made_since(row: models.Model) -> None:
    """Point the row at the keys of rows that had none yet when it was made."""
    for relation in _relations(type(row)):
        if getattr(row, relation.attname) is None and relation.is_cached(row):
            related = relation.get_cached_value(row)
            setattr(row, relation.attname, related.pk if related else None)


@cache
def _relations(kind: type[models.Model]) -> tuple["models.ForeignKey[Any, Any]", ...]:
    return tuple(field for field in kind._meta.concrete_fields if isinstance(field, models.ForeignKey))


@cache
def _columns(kind: type[models.Model]) -> tuple[str, ...]:
    """Return the attributes to write: all but a key that the table makes itself."""
    fields = kind._meta.concrete_fields
    return tuple(field.attname for field in fields if field.get_internal_type() != "BigAutoField")


@cache
def _statement(kind: type[models.Model], rows: int, unless: str) -> str:
    columns = _columns(kind)
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows)
    taken = f' ON CONFLICT ("{unless}") DO NOTHING' if unless else ""
    key = kind._meta.pk.column
    return f'INSERT INTO "{kind._meta.db_table}" ({names}) VALUES {places}{taken} RETURNING "{key}"'  # noqa: S608


def _in_parts(rows: Sequence[models.Model], size: int) -> Iterator[list[models.Model]]:
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


def _plain(value: Any) -> Any:
    """Return a code as the text that the database holds."""
    return str(value) if isinstance(value, StrEnum) else value
