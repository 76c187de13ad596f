"""Who looked, who was refused, and how often somebody guessed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from threshold.ledger.rows import Record, Version

from . import rules


class Read(models.Model):
    """One reading and what it showed. The web's role puts rows in and can read none."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    viewer_ref = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    origin = models.CharField(max_length=10)
    route = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    shown = ArrayField(models.UUIDField())
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=list(rules.ReadKind)), name="a_read_is_of_a_known_kind"
            )
        ]


class RefusedAct(models.Model):
    """Something somebody was not allowed to see or do. `why` is the refusal's name and never its words."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    viewer_ref = models.UUIDField(null=True)
    role = models.CharField(max_length=30)
    origin = models.CharField(max_length=10)
    route = models.CharField(max_length=200)
    why = models.CharField(max_length=100)
    subject = models.UUIDField(null=True)


class Batch(Record):
    """Some readings or refusals that were sealed together."""


class BatchVersion(Version):
    """Which rows a batch seals and their digest, which its ledger entry commits to.

    `up_to` is the highest row sealed by then, in this batch or any before it.
    """

    record_field = "batch"

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="version")
    number = models.PositiveSmallIntegerField()
    of = models.CharField(max_length=10)
    rows = ArrayField(models.BigIntegerField())
    digest = models.BinaryField(max_length=32)
    up_to = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["of", "-recorded_at"], name="newest_batches_first")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(of__in=list(rules.Book)), name="a_batch_is_of_a_known_book"
            )
        ]


class DayKey(models.Model):
    """A random key for one day's digests of network addresses. Once it is gone, they say nothing."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField()


class Guess(models.Model):
    """How soon somebody may guess again: who guesses what is a digest under the day's key."""

    who = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)
    free_at = models.DateTimeField()
