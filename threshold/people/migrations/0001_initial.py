import uuid

import django.db.models.deletion
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Referrer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("about", models.UUIDField(unique=True)),
                ("standing", models.CharField(max_length=30)),
                ("identified", models.BooleanField()),
                ("can_be_mailed", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "standing__in",
                                [
                                    "named",
                                    "named-withhold-from-family",
                                    "anonymous",
                                    "unknown",
                                    "professional",
                                ],
                            )
                        ),
                        name="referrer_standing_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferrerVersion",
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
                ("standing", models.CharField(max_length=30)),
                ("sealed", models.BinaryField()),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="people.referrer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AppendOnly("people_referrerversion"),
    ]
