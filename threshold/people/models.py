"""The referrer's identity, apart from what they said and sealed."""

from typing import ClassVar

from django.db import models

from threshold.ledger.rows import Record, Version

from . import rules


class Referrer(Record):
    """Who told us. `about` is the contact they made."""

    about = models.UUIDField(unique=True)
    standing = models.CharField(max_length=30)
    identified = models.BooleanField()
    can_be_mailed = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=[each.value for each in rules.Standing]),
                name="referrer_standing_is_known",
            )
        ]


class ReferrerVersion(Version):
    """What they said about themselves, sealed under the installation's keys."""

    record_field: ClassVar[str] = "referrer"
    referrer = models.ForeignKey(Referrer, on_delete=models.PROTECT, related_name="versions")
    standing = models.CharField(max_length=30)
    sealed = models.BinaryField()
