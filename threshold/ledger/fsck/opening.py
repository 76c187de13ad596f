"""Computing again what entries commit to, from the rows themselves and their salts.

This is the second implementation of what `ledger/rules.py` defines, made for going through millions of rows. A row
that does not give its commitment here is looked at once more with the first before anything is said about it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import psycopg
from django.apps import apps
from django.db import DataError, connection, models
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from threshold.ledger.rows import Version, committed_fields
from threshold.ledger.rules import FIELD_PURPOSE, NotCanonical, commitment, moment
from threshold.tlog.tree import root

BLOCK = 64
"""HMAC-SHA256 fills its key up to this many bytes."""
INNER, OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
INNER_REST, OUTER_REST = (bytes([pad]) * (BLOCK - 32) for pad in (0x36, 0x5C))

# How the database writes a column as canonical JSON. What it escapes in a text is what RFC 8785 says to escape.
MOMENT = """to_char({} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""')"""
QUOTED = "'\"' || {} || '\"'"
WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(("CharField", "TextField", "SlugField", "EmailField"), "to_json({})::text"),
    **dict.fromkeys(
        ("AutoField", "BigAutoField", "BooleanField", "BigIntegerField", "IntegerField"), "{}::text"
    ),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField"), "{}::text"),
    "DateTimeField": MOMENT,
    "DateField": QUOTED.format("to_char({}, 'YYYY-MM-DD')"),
    "UUIDField": QUOTED.format("{}::text"),
    "BinaryField": QUOTED.format("encode({}, 'hex')"),
}


class Opened(NamedTuple):
    """A version as its row has it: the record it hangs from, what it commits to, and what its entry repeats."""

    record: str | None
    written: tuple[bytes, ...] | None
    repeated: tuple[str, str, str | None, str]
    """When it happened, when it was written down, by whom and in which role."""


class Raw(Loader):
    """Takes a text as the database sends it."""

    def load(self, data: Buffer) -> bytes:
        """Return the bytes."""
        return bytes(data)


def commitment_of(names: Sequence[tuple[bytes, bytes]], written: Sequence[bytes], salt: bytes) -> bytes:
    """Return the commitment to these values, given as canonical JSON in the order of their prepared names."""
    # HMAC written out: hashing a message under a key takes less than half of what it does through the library.
    sha256, inner, outer, inner_rest, outer_rest = hashlib.sha256, INNER, OUTER, INNER_REST, OUTER_REST
    inside, outside = salt.translate(inner) + inner_rest, salt.translate(outer) + outer_rest
    level = []
    for (purpose, name), value in zip(names, written, strict=True):
        key = sha256(outside + sha256(inside + purpose).digest()).digest()
        shut = sha256(key.translate(inner) + inner_rest + value).digest()
        level.append(sha256(name + sha256(key.translate(outer) + outer_rest + shut).digest()).digest())
    return root(level)


def prepared(names: Iterable[str]) -> tuple[tuple[bytes, bytes], ...]:
    """Return what `commitment_of` needs of each name: what its key is made for, and how its leaf begins."""
    return tuple((FIELD_PURPOSE + name.encode(), b"\x00" + name.encode() + b"\x00") for name in names)


class Table:
    """One table of versions, and how its rows are read."""

    def __init__(self, model: type[Version]) -> None:
        """Prepare reading."""
        self.model = model
        self.name = model._meta.db_table

    def called(self, key: int) -> str:
        """Return how a row is spoken of."""
        return f"row {key} of {self.name}"

    def open(self, keys: Sequence[int]) -> dict[int, Opened]:
        """Return the rows with these keys."""
        if self._select is None:
            return {row.pk: self._opened_by_mapper(row) for row in self._rows(keys)}
        asked = psycopg.Cursor(connection.connection)
        asked.adapters.register_loader("text", Raw)
        asked.execute(self._select.encode(), [list(keys)])
        return {row[0]: self._opened(row) for row in asked}

    def gives(self, key: int, opened: Opened, *, salt: bytes, promised: bytes) -> bool:
        """Return whether the row gives the commitment that its entry holds."""
        if opened.written and commitment_of(self.prepared, opened.written, salt) == promised:
            return True
        try:
            return any(commitment(committed_fields(row), salt) == promised for row in self._rows([key]))
        except (NotCanonical, ValueError, DataError):
            return False

    def unlogged(self) -> models.QuerySet[Version]:
        """Return the rows that should have an entry, whether or not they do."""
        return self.model._base_manager.exclude(self.model.without_entry)

    def _rows(self, keys: Sequence[int]) -> models.QuerySet[Version]:
        return self.model._base_manager.filter(pk__in=keys)

    @cached_property
    def _fields(self) -> list["models.Field[Any, Any]"]:
        named = [
            each
            for each in self.model._meta.concrete_fields
            if not each.primary_key and each.name != self.model.record_field
        ]
        return sorted(named, key=lambda each: each.attname)

    @cached_property
    def prepared(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return the names of what a row commits to, made ready for `commitment_of`."""
        return prepared(each.attname for each in self._fields)

    @cached_property
    def _repeated(self) -> tuple[int, ...]:
        names = [each.attname for each in self._fields]
        return tuple(names.index(name) + 2 for name in ("event_at", "recorded_at", "by_ref", "by_role"))

    @cached_property
    def _select(self) -> str | None:
        """Return the question that reads rows as canonical JSON, or None where a column takes the mapper."""
        if not all(_kind(each) in WRITTEN for each in self._fields):
            return None
        meta = self.model._meta
        (record,) = (each for each in meta.concrete_fields if each.name == self.model.record_field)
        hangs, joined = f'v."{record.column}"', ""
        if isinstance(record, models.ForeignKey):
            hangs = "r.ledger_ref"
            joined = (
                f'LEFT JOIN LATERAL (SELECT ledger_ref FROM "{record.related_model._meta.db_table}" AS record '  # noqa: S608
                f'WHERE record."{record.target_field.column}" = v."{record.column}" LIMIT 1) AS r ON true '
            )
        columns = ", ".join(
            f"""coalesce({WRITTEN[_kind(each)].format(f'v."{each.column}"')}, 'null')"""
            for each in self._fields
        )
        return (
            f'SELECT v."{meta.pk.column}", {hangs}::text, {columns} '  # noqa: S608
            f'FROM "{meta.db_table}" AS v {joined}WHERE v."{meta.pk.column}" = ANY(%s)'
        )

    def _opened(self, row: tuple[Any, ...]) -> Opened:
        asserted, recorded, actor, role = (row[place].decode() for place in self._repeated)
        return Opened(
            row[1].decode() if row[1] else None,
            row[2:],
            (asserted[1:-1], recorded[1:-1], None if actor == "null" else actor[1:-1], role[1:-1]),
        )

    def _opened_by_mapper(self, row: Version) -> Opened:
        record = getattr(row, self.model.record_field)
        return Opened(
            record=str(getattr(record, "ledger_ref", record)),
            written=None,
            repeated=(
                moment(row.event_at),
                moment(row.recorded_at),
                str(row.by_ref) if row.by_ref else None,
                row.by_role,
            ),
        )


@cache
def tables() -> Mapping[str, Table]:
    """Return every table of versions by its name."""
    found = [model for model in apps.get_models() if issubclass(model, Version)]
    return {model._meta.db_table: Table(model) for model in found}


def _kind(field: "models.Field[Any, Any]") -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()
