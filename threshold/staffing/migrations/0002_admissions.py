import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("staffing", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Admission",
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
                ("kind", models.CharField(max_length=20)),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admissions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["admitted", "admitted-afresh", "chose-password"])),
                        name="admission_kind_is_known",
                    )
                ],
            },
        ),
        AppendOnly("staffing_admission"),
    ]
