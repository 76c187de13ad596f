import uuid

import django.db.models.deletion
from django.db import migrations, models

import threshold.evidence.rules
from threshold.ledger.operations import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("about", models.UUIDField(db_index=True, null=True)),
                ("draft", models.UUIDField(db_index=True, null=True)),
                ("storage", models.UUIDField(unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("wrapped_key", models.BinaryField()),
                ("sealed_name", models.BinaryField()),
                ("sealed_said", models.BinaryField()),
                ("giver", models.CharField(max_length=40)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about__isnull", True), ("draft__isnull", False)),
                            models.Q(("about__isnull", False), ("draft__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_file_belongs_to_a_draft_or_to_a_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    threshold.evidence.rules.Kind["JPEG"],
                                    threshold.evidence.rules.Kind["PNG"],
                                    threshold.evidence.rules.Kind["GIF"],
                                    threshold.evidence.rules.Kind["WEBP"],
                                    threshold.evidence.rules.Kind["HEIC"],
                                    threshold.evidence.rules.Kind["PDF"],
                                    threshold.evidence.rules.Kind["WORD"],
                                    threshold.evidence.rules.Kind["EXCEL"],
                                    threshold.evidence.rules.Kind["MP4"],
                                    threshold.evidence.rules.Kind["QUICKTIME"],
                                    threshold.evidence.rules.Kind["M4A"],
                                    threshold.evidence.rules.Kind["MP3"],
                                    threshold.evidence.rules.Kind["WAV"],
                                    threshold.evidence.rules.Kind["OGG"],
                                ],
                            )
                        ),
                        name="a_file_is_of_a_kind_we_take",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", 104857600)),
                        name="a_file_has_a_size_we_take",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Provenance",
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
                ("storage", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("size", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                ("giver", models.CharField(max_length=40)),
                ("sealed_said", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="evidence.evidencefile",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        AppendOnly("evidence_provenance"),
    ]
