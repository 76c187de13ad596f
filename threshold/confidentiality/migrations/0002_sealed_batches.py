import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import threshold.confidentiality.rules
from threshold.ledger.operations import AppendOnly, Web


class Migration(migrations.Migration):
    dependencies = [
        ("confidentiality", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BatchVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("by_ref", models.UUIDField(null=True)),
                ("by_role", models.CharField(max_length=30)),
                ("number", models.PositiveSmallIntegerField()),
                ("of", models.CharField(max_length=10)),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("up_to", models.BigIntegerField()),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version",
                        to="confidentiality.batch",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["of", "-recorded_at"], name="newest_batches_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "of__in",
                                [
                                    threshold.confidentiality.rules.Book["READS"],
                                    threshold.confidentiality.rules.Book["REFUSALS"],
                                ],
                            )
                        ),
                        name="a_batch_is_of_a_known_book",
                    )
                ],
            },
        ),
        AppendOnly("confidentiality_batch", web=Web.READS),
        AppendOnly("confidentiality_batchversion", web=Web.READS),
    ]
