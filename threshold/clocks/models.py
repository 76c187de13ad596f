"""The rows of running clocks: what limit applies, what happened, and which thresholds were reached."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from threshold.clocks.rules import Ending, FactKind
from threshold.law import Receipt, Sure, Tells, Unit
from threshold.ledger.rows import NONE, Record, Version


def words_of(codes: type[Ending | FactKind | Receipt | Sure | Tells | Unit]) -> list[tuple[str, str]]:
    """Return an enumeration's codes as choices."""
    return [(code.value, code.value.replace("-", " ")) for code in codes]


class Clock(Record):
    """One duty that runs for one subject. All dates on the row are a cache of what its facts come to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.UUIDField()
    about = models.UUIDField()
    duty = models.CharField(max_length=40)
    edition = models.DateField()
    within = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=words_of(Unit))
    receipt = models.CharField(max_length=20, choices=words_of(Receipt))
    calendar = models.CharField(max_length=40)
    calendar_version = models.CharField(max_length=16)
    local_source = models.TextField(blank=True)
    local_reason = models.TextField(blank=True)
    original_on = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, blank=True, choices=words_of(Ending))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "duty"],
                condition=models.Q(stopped_at__isnull=True),
                name="one_running_clock_per_duty",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True, ending="")
                | (models.Q(stopped_at__isnull=False) & ~models.Q(ending="")),
                name="a_stopped_clock_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True) | models.Q(stopped_at__isnull=True),
                name="a_stopped_clock_is_not_paused",
            ),
            models.CheckConstraint(
                condition=models.Q(local_source="") | ~models.Q(local_reason=""),
                name="a_local_limit_gives_its_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["duty", "due_at"],
                condition=models.Q(stopped_at__isnull=True),
                name="clocks_running_by_due_date",
            ),
            models.Index(fields=["about"], name="clocks_of_a_contact"),
            models.Index(
                fields=["about"],
                condition=models.Q(stopped_at__isnull=True),
                name="clocks_running_by_contact",
            ),
        ]


class Fact(Version):
    """One thing that happened to a clock, and the date it came to; `event_at` of a start is the anchor."""

    record_field: ClassVar[str] = "clock"
    without_entry = models.Q(kind__in=[FactKind.STARTED, FactKind.STOPPED])

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=20, choices=words_of(FactKind))
    amount = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["started", "stopped"]) | ~models.Q(reason=""),
                name="nothing_moves_a_date_without_a_reason",
            ),
        ]


class Crossing(Version):
    """A threshold reached for one due date; one that `corrects` another says that the date moved."""

    record_field: ClassVar[str] = "clock"
    without_entry = ~NONE

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="crossings")
    threshold = models.CharField(max_length=40)
    tells = models.CharField(max_length=20, choices=words_of(Tells))
    due_at = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "threshold", "due_at"],
                condition=models.Q(corrects__isnull=True),
                name="a_crossing_is_recorded_once",
            ),
        ]
