"""What every recorded subject is made of: a record, and append-only versions of what was said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models

from .rules import Actor, plain

NONE = models.Q(pk__in=[])
"""Of a kind of version: each has an entry of its own. Its opposite, `~NONE`, says that none has."""


class Record(models.Model):
    """Something the ledger knows by a random reference that no screen shows."""

    ledger_ref = models.UUIDField(unique=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class Version(models.Model):
    """What was said about a record and by whom: when it happened, and when we were told.

    `without_entry` says which have no entry of their own, because that of the act they belong to covers them.
    """

    record_field: ClassVar[str]
    without_entry: ClassVar[models.Q] = NONE

    event_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_ref = models.UUIDField(null=True)
    by_role = models.CharField(max_length=30)

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one record. `first` says that nothing came before it, which saves looking."""

    kind: str
    record: Record
    version: Version
    by: Actor
    at: datetime
    first: bool = False


def committed_fields(version: Version) -> Mapping[str, object]:
    """Return what the ledger commits to, by attribute: all but the row's own key and that of its record."""
    kept = as_written(version)
    for field in version._meta.concrete_fields:
        if field.primary_key or field.name == version.record_field:
            del kept[field.attname]
    return kept


def as_written(row: models.Model) -> dict[str, object]:
    """Return every column of a row by attribute, in the terms of canonical JSON."""
    return {
        field.attname: plain(field.to_python(field.value_from_object(row)))
        for field in row._meta.concrete_fields
    }
