"""What a next version might bring: something that every contact must have, which an older program cannot know."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunSQL("CREATE TABLE nextversion_note (id bigint PRIMARY KEY)")]
