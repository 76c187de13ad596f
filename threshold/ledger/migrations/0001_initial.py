import django.db.models.functions.datetime
import django.db.models.lookups
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly, Leave, Web


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entry", models.BinaryField()),
                ("inserted_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            models.Func("entry", function="octet_length", output_field=models.IntegerField()),
                            65535,
                        ),
                        name="an_entry_has_at_most_65535_bytes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("record", models.UUIDField()),
                ("number", models.PositiveIntegerField()),
                ("commitment", models.BinaryField()),
                ("leaf", models.BinaryField()),
                ("salt", models.BinaryField(null=True)),
                ("version_table", models.CharField(max_length=63)),
                ("version_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "number"), name="one_salt_for_each_act_on_a_record"
                    )
                ],
            },
        ),
        AppendOnly("ledger_outbox", web=Web.ADDS, showing=["inserted_at"], leave=Leave.INTEGRATING),
        AppendOnly("ledger_salt", leave=Leave.ERASING),
    ]
