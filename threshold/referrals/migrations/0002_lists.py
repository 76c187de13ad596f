from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("staffing", "0002_admissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("offered_to__isnull", False)),
                fields=["offered_to", "next_at", "id"],
                name="open_and_offered",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(
                    ("closed_at__isnull", True), ("danger", True), ("decided_at__isnull", True)
                ),
                fields=["next_at", "id"],
                name="open_in_danger",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("state", "awaiting-approval")),
                fields=["next_at", "id"],
                name="open_to_be_agreed",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(
                    ("closed_at__isnull", True), ("identified", False), ("teller", "professional")
                ),
                fields=["next_at", "id"],
                name="open_and_unidentified",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["received_at", "id"],
                name="open_by_arrival",
            ),
        ),
    ]
