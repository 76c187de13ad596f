"""Files as rows: the bytes are sealed on disk, and the names and words about them are sealed here."""

from typing import ClassVar

from django.db import models

from threshold.ledger.rows import Record, Version

from . import rules


class EvidenceFile(Record):
    """One sealed file. It belongs to a draft until the report is sent, and then to what it is about."""

    about = models.UUIDField(null=True, db_index=True)
    draft = models.UUIDField(null=True, db_index=True)
    storage = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()
    digest = models.BinaryField()
    wrapped_key = models.BinaryField()
    sealed_name = models.BinaryField()
    sealed_said = models.BinaryField()
    giver = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(about__isnull=True, draft__isnull=False)
                | models.Q(about__isnull=False, draft__isnull=True),
                name="a_file_belongs_to_a_draft_or_to_a_record",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=list(rules.Kind)), name="a_file_is_of_a_kind_we_take"
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0, size__lte=rules.LARGEST_FILE), name="a_file_has_a_size_we_take"
            ),
        ]


class Provenance(Version):
    """Who gave a file, what they said it is, sealed as it came, and what arrived."""

    record_field: ClassVar[str] = "file"

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="versions")
    storage = models.UUIDField()
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()
    digest = models.BinaryField()
    giver = models.CharField(max_length=40)
    sealed_said = models.BinaryField()
