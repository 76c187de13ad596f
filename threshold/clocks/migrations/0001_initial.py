import uuid

import django.db.models.deletion
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("subject", models.UUIDField()),
                ("about", models.UUIDField()),
                ("duty", models.CharField(max_length=40)),
                ("edition", models.DateField()),
                ("within", models.PositiveIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working-days", "working days"),
                            ("calendar-days", "calendar days"),
                            ("hours", "hours"),
                            ("minutes", "minutes"),
                            ("months", "months"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "receipt",
                    models.CharField(
                        choices=[("that-day", "that day"), ("next-working-day", "next working day")],
                        max_length=20,
                    ),
                ),
                ("calendar", models.CharField(max_length=40)),
                ("calendar_version", models.CharField(max_length=16)),
                ("local_source", models.TextField(blank=True)),
                ("local_reason", models.TextField(blank=True)),
                ("original_on", models.DateField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("done", "done"), ("no-longer-owed", "no longer owed")],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_at__isnull", True)),
                        fields=["duty", "due_at"],
                        name="clocks_running_by_due_date",
                    ),
                    models.Index(fields=["about"], name="clocks_of_a_contact"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stopped_at__isnull", True)),
                        fields=("subject", "duty"),
                        name="one_running_clock_per_duty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", ""), ("stopped_at__isnull", True)),
                            models.Q(("stopped_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_stopped_clock_says_how_it_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at__isnull", True), ("stopped_at__isnull", True), _connector="OR"
                        ),
                        name="a_stopped_clock_is_not_paused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("local_source", ""),
                            models.Q(("local_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_local_limit_gives_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Crossing",
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
                ("threshold", models.CharField(max_length=40)),
                (
                    "tells",
                    models.CharField(
                        choices=[("worker", "worker"), ("manager", "manager"), ("director", "director")],
                        max_length=20,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crossings",
                        to="clocks.clock",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="clocks.crossing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("clock", "threshold", "due_at"),
                        name="a_crossing_is_recorded_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("started", "started"),
                            ("paused", "paused"),
                            ("resumed", "resumed"),
                            ("extended", "extended"),
                            ("reanchored", "reanchored"),
                            ("recounted", "recounted"),
                            ("stopped", "stopped"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount", models.PositiveIntegerField(default=0)),
                ("reason", models.TextField(blank=True)),
                ("due_on", models.DateField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="clocks.clock"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["started", "stopped"]),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="nothing_moves_a_date_without_a_reason",
                    )
                ],
            },
        ),
        AppendOnly("clocks_fact"),
        AppendOnly("clocks_crossing"),
    ]
