import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from threshold.ledger.operations import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("staffing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_digest", models.BinaryField(max_length=32, unique=True)),
                ("sealed", models.BinaryField()),
                ("files_under", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ref", models.CharField(max_length=8, unique=True)),
                ("door", models.CharField(max_length=20)),
                ("teller", models.CharField(max_length=20)),
                ("standing", models.CharField(max_length=30)),
                ("identified", models.BooleanField()),
                ("origin", models.CharField(max_length=10)),
                ("called", models.CharField(max_length=400)),
                ("danger", models.BooleanField()),
                ("neighbour", models.CharField(blank=True, max_length=40)),
                ("is_referral", models.BooleanField(default=False)),
                ("state", models.CharField(max_length=20)),
                ("accept_by", models.DateTimeField(null=True)),
                ("unowned_since", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                ("next_duty", models.CharField(blank=True, max_length=40)),
                ("waiting_messages", models.PositiveSmallIntegerField(default=0)),
                ("received_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("responded_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "offered_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Child",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default="undecided", max_length=20)),
                ("outcome", models.CharField(blank=True, max_length=30)),
                ("decided_at", models.DateTimeField(null=True)),
                ("assessed_at", models.DateTimeField(null=True)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="referrals.contact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="referrals.contact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Act",
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
                ("code", models.CharField(blank=True, max_length=40)),
                ("words", models.TextField(blank=True)),
                (
                    "to_team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.team",
                    ),
                ),
                (
                    "to_worker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.child",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="referrals.contact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContactVersion",
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
                ("ref", models.CharField(max_length=8)),
                ("worry", models.TextField()),
                ("seen", models.TextField(blank=True)),
                ("heard", models.TextField(blank=True)),
                ("happened", models.TextField(blank=True)),
                ("safe_now", models.CharField(blank=True, max_length=10)),
                ("where_now", models.TextField(blank=True)),
                ("consent", models.CharField(blank=True, max_length=20)),
                ("consent_why", models.TextField(blank=True)),
                ("declaration", models.TextField(blank=True)),
                ("typed_by", models.CharField(blank=True, max_length=200)),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="referrals.contact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("outcome", models.CharField(max_length=30)),
                ("level", models.CharField(max_length=40)),
                ("criterion", models.CharField(max_length=80)),
                ("reason", models.TextField()),
                ("needs_second_person", models.BooleanField()),
                ("referral_rule", models.CharField(max_length=40)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="referrals.child",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.decision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Approval",
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
                ("agreed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="referrals.child",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval",
                        to="referrals.decision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code_digest", models.BinaryField(max_length=32, unique=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="referrals.contact",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReceiptVersion",
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
                ("ref", models.CharField(max_length=8)),
                ("received_at", models.DateTimeField()),
                ("origin", models.CharField(max_length=10)),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="referrals.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receipt", "number"), name="receipt_versions_are_numbered"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChildVersion",
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
                ("known_as", models.CharField(blank=True, max_length=400)),
                ("born_on", models.DateField(null=True)),
                ("age_words", models.CharField(blank=True, max_length=200)),
                ("expected_on", models.DateField(null=True)),
                ("address", models.TextField(blank=True)),
                ("school", models.CharField(blank=True, max_length=400)),
                ("more", models.TextField(blank=True)),
                ("reason", models.TextField(blank=True)),
                (
                    "child",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="referrals.child",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_correction_says_why",
                    ),
                    models.UniqueConstraint(fields=("child", "number"), name="child_versions_are_numbered"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["owner", "next_at", "id"],
                name="open_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["team", "next_at", "id"],
                name="open_by_team",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("owner__isnull", True)),
                fields=["team", "next_at", "id"],
                name="open_and_nobodys",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["next_at", "id"], name="open_by_date"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("accept_by__isnull", False)), fields=["accept_by"], name="to_be_accepted"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "waiting",
                            "screening",
                            "awaiting-approval",
                            "to-tell",
                            "assessment",
                            "settled",
                            "closed",
                        ],
                    )
                ),
                name="contact_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("door__in", ["form", "telephone"])), name="contact_door_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("teller__in", ["public", "professional", "child"])),
                name="contact_teller_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "standing__in",
                        ["named", "named-withhold-from-family", "anonymous", "unknown", "professional"],
                    )
                ),
                name="contact_standing_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", False),
                    models.Q(("accept_by__isnull", True), ("owner__isnull", False)),
                    models.Q(("accept_by__isnull", False), ("owner__isnull", True)),
                    _connector="OR",
                ),
                name="an_open_contact_has_a_person_or_a_team_with_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", False), ("next_at__isnull", False), _connector="OR"),
                name="an_open_contact_has_a_next_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", True), ("state", "closed"), _connector="OR"),
                name="a_contact_with_an_end_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", True), ("told_at__isnull", False), _connector="OR"),
                name="nobody_is_closed_untold",
            ),
        ),
        migrations.AddIndex(
            model_name="child",
            index=django.contrib.postgres.indexes.GinIndex(fields=["keys"], name="child_by_keys"),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.UniqueConstraint(fields=("contact", "number"), name="children_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["undecided", "proposed", "decided"])),
                name="child_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        (
                            "outcome__in",
                            [
                                "no-further-action",
                                "information-and-advice",
                                "early-help",
                                "assessment",
                                "strategy-discussion",
                                "already-open",
                                "other-authority",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_decided_child_has_an_outcome_and_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)), fields=["sent_at"], name="alarms_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                fields=("contact", "worker"), name="nobody_is_alerted_twice_for_one_contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "opened",
                            "accepted",
                            "handed-over",
                            "handed-back",
                            "returned",
                            "lapsed",
                            "acknowledged",
                            "responded",
                            "asked",
                            "screened",
                            "told",
                            "not-told",
                            "transferred",
                            "assessed",
                            "reopened",
                            "closed",
                            "alerted",
                            "alert-seen",
                            "alert-raised",
                            "wrote",
                            "asked-why",
                            "answered",
                            "chased",
                        ],
                    )
                ),
                name="act_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactversion",
            constraint=models.UniqueConstraint(
                fields=("contact", "number"), name="contact_versions_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "no-further-action",
                            "information-and-advice",
                            "early-help",
                            "assessment",
                            "strategy-discussion",
                            "already-open",
                            "other-authority",
                        ],
                    )
                ),
                name="decision_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_decision_has_a_reason"
            ),
        ),
        AppendOnly("referrals_contactversion"),
        AppendOnly("referrals_childversion"),
        AppendOnly("referrals_decision"),
        AppendOnly("referrals_approval"),
        AppendOnly("referrals_act"),
        AppendOnly("referrals_receiptversion"),
    ]
