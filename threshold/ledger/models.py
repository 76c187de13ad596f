"""The ledger's own rows. Nobody else imports them."""

from django.db import models
from django.db.models.functions import Now
from django.db.models.lookups import LessThanOrEqual

from .rows import Record, Version


class Outbox(models.Model):
    """An entry that waits for its place in the log. The web's role may put rows in and never sees one."""

    id = models.BigAutoField(primary_key=True)
    entry = models.BinaryField()
    inserted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    models.Func("entry", function="octet_length", output_field=models.IntegerField()), 65_535
                ),
                name="an_entry_has_at_most_65535_bytes",
            )
        ]


class Entry(models.Model):
    """An entry in its place. Once here it is there for good; the web's role sees its place and hash, never the rest."""

    index = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField(max_length=32, db_index=True)
    entry = models.BinaryField()


class Head(models.Model):
    """How many entries have their place, and the root over them. There is one row, which the sequencer holds."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_head")]


class Tile(models.Model):
    """256 neighbouring hashes of one level of the tree, and the root over them, which stands in the level above."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="a_tile_is_made_once")]


class LogKey(models.Model):
    """A key that checkpoints were signed with, as it is published."""

    key = models.CharField(max_length=400, unique=True)
    since = models.DateTimeField()


class Checkpoint(models.Model):
    """What the log's key signed: so many entries, with this root."""

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()


class Cosignature(models.Model):
    """What a witness added to a checkpoint after it had seen that it follows from the one before."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["checkpoint", "witness"], name="a_witness_cosigns_a_checkpoint_once"
            )
        ]
        indexes = [models.Index(fields=["witness", "-id"], name="what_a_witness_cosigned_last")]


class Epoch(Record):
    """The log's life from a restored backup on, under a name of its own."""


class EpochVersion(Version):
    """What the log is called from now on, and the last checkpoint of the life before it, which it may not reach."""

    record_field = "epoch"

    epoch = models.OneToOneField(Epoch, on_delete=models.PROTECT, related_name="version")
    number = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=200, unique=True)
    before = models.TextField()
    reason = models.TextField()


class Handout(Record):
    """Entries that were handed to somebody with a mandate."""


class HandoutVersion(Version):
    """Who was given entries and why, by whom, and which: from `first` to `last`, or only those about one record."""

    record_field = "handout"

    handout = models.OneToOneField(Handout, on_delete=models.PROTECT, related_name="version")
    number = models.PositiveSmallIntegerField()
    mandate = models.TextField()
    handed_by = models.CharField(max_length=200)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    about = models.UUIDField(null=True)
    entries = models.BigIntegerField()


class Salt(models.Model):
    """What opens one act's commitment, and its entry's leaf hash. Erasing empties `salt`; what stays says nothing."""

    id = models.BigAutoField(primary_key=True)
    record = models.UUIDField()
    number = models.PositiveIntegerField()
    commitment = models.BinaryField()
    leaf = models.BinaryField()
    salt = models.BinaryField(null=True)
    version_table = models.CharField(max_length=63)
    version_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="one_salt_for_each_act_on_a_record")
        ]
