"""The ledger's own rows. Nobody else imports them."""

from django.db import models
from django.db.models.functions import Now
from django.db.models.lookups import LessThanOrEqual


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
