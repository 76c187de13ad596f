import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

import threshold.confidentiality.rules
from threshold.ledger.operations import AppendOnly, Web


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayKey",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("key", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Guess",
            fields=[
                ("who", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True)),
                ("free_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RefusedAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("viewer_ref", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=30)),
                ("origin", models.CharField(max_length=10)),
                ("route", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=100)),
                ("subject", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Read",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("viewer_ref", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=30)),
                ("origin", models.CharField(max_length=10)),
                ("route", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                (
                    "shown",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("reason", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    threshold.confidentiality.rules.ReadKind["PAGE"],
                                    threshold.confidentiality.rules.ReadKind["LIST"],
                                    threshold.confidentiality.rules.ReadKind["SEARCH"],
                                    threshold.confidentiality.rules.ReadKind["FILE"],
                                    threshold.confidentiality.rules.ReadKind["PRINT"],
                                    threshold.confidentiality.rules.ReadKind["EXPORT"],
                                ],
                            )
                        ),
                        name="a_read_is_of_a_known_kind",
                    )
                ],
            },
        ),
        AppendOnly("confidentiality_read", web=Web.ADDS),
        AppendOnly("confidentiality_refusedact", web=Web.ADDS),
    ]
