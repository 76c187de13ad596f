import uuid

import django.db.models.deletion
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly, Leave, Web


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf", models.BinaryField(db_index=True, max_length=32)),
                ("entry", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("level", "number"), name="a_tile_is_made_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LogKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=400, unique=True)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=200)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="ledger.checkpoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "witness"), name="a_witness_cosigns_a_checkpoint_once"
                    )
                ],
                "indexes": [models.Index(fields=["witness", "-id"], name="what_a_witness_cosigned_last")],
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="EpochVersion",
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
                ("origin", models.CharField(max_length=200, unique=True)),
                ("before", models.TextField()),
                ("reason", models.TextField()),
                (
                    "epoch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version",
                        to="ledger.epoch",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Handout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="HandoutVersion",
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
                ("mandate", models.TextField()),
                ("handed_by", models.CharField(max_length=200)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("about", models.UUIDField(null=True)),
                ("entries", models.BigIntegerField()),
                (
                    "handout",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version",
                        to="ledger.handout",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        AppendOnly("ledger_entry", web=Web.NOTHING, showing=["index", "leaf"]),
        AppendOnly("ledger_head", web=Web.READS, leave=Leave.GROWING),
        AppendOnly("ledger_tile", web=Web.READS),
        AppendOnly("ledger_logkey", web=Web.READS),
        AppendOnly("ledger_checkpoint", web=Web.READS),
        AppendOnly("ledger_cosignature", web=Web.READS),
        AppendOnly("ledger_epoch", web=Web.READS),
        AppendOnly("ledger_epochversion", web=Web.READS),
        AppendOnly("ledger_handout", web=Web.NOTHING),
        AppendOnly("ledger_handoutversion", web=Web.NOTHING),
    ]
