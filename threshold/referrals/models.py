"""Rows of the front door. What was said, decided and done are append-only versions; the rest is a cache for lists."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from threshold.ledger.rows import Record, Version
from threshold.people.rules import Standing

from .rules.words import ActKind, ChildState, Door, Outcome, State, Teller


class Contact(Record):
    """One approach to the front door. Its row says where it stands now; its versions say everything else."""

    ref = models.CharField(max_length=8, unique=True)
    door = models.CharField(max_length=20)
    teller = models.CharField(max_length=20)
    standing = models.CharField(max_length=30)
    identified = models.BooleanField()
    origin = models.CharField(max_length=10)
    called = models.CharField(max_length=400)
    danger = models.BooleanField()
    neighbour = models.CharField(max_length=40, blank=True)
    is_referral = models.BooleanField(default=False)

    state = models.CharField(max_length=20)
    owner = models.ForeignKey(
        "staffing.Worker", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey("staffing.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    offered_to = models.ForeignKey(
        "staffing.Worker", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    accept_by = models.DateTimeField(null=True)
    unowned_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    next_duty = models.CharField(max_length=40, blank=True)
    waiting_messages = models.PositiveSmallIntegerField(default=0)

    received_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in State]), name="contact_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(door__in=[each.value for each in Door]), name="contact_door_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(teller__in=[each.value for each in Teller]), name="contact_teller_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=[each.value for each in Standing]),
                name="contact_standing_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False)
                | models.Q(owner__isnull=False, accept_by__isnull=True)
                | models.Q(owner__isnull=True, accept_by__isnull=False),
                name="an_open_contact_has_a_person_or_a_team_with_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | models.Q(next_at__isnull=False),
                name="an_open_contact_has_a_next_date",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(state=State.CLOSED.value),
                name="a_contact_with_an_end_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(told_at__isnull=False),
                name="nobody_is_closed_untold",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "next_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="open_by_owner",
            ),
            models.Index(
                fields=["team", "next_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="open_by_team",
            ),
            models.Index(
                fields=["team", "next_at", "id"],
                condition=models.Q(closed_at__isnull=True, owner__isnull=True),
                name="open_and_nobodys",
            ),
            models.Index(
                fields=["next_at", "id"], condition=models.Q(closed_at__isnull=True), name="open_by_date"
            ),
            models.Index(
                fields=["accept_by"], condition=models.Q(accept_by__isnull=False), name="to_be_accepted"
            ),
            models.Index(
                fields=["offered_to", "next_at", "id"],
                condition=models.Q(offered_to__isnull=False, closed_at__isnull=True),
                name="open_and_offered",
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(danger=True, closed_at__isnull=True, decided_at__isnull=True),
                name="open_in_danger",
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(state=State.AWAITING_APPROVAL.value, closed_at__isnull=True),
                name="open_to_be_agreed",
            ),
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(
                    teller=Teller.PROFESSIONAL.value, identified=False, closed_at__isnull=True
                ),
                name="open_and_unidentified",
            ),
            models.Index(
                fields=["received_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="open_by_arrival",
            ),
        ]


class ContactVersion(Version):
    """What was said, as it was said. The first is the report; later ones were added or learned late."""

    record_field: ClassVar[str] = "contact"
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=8)
    worry = models.TextField()
    seen = models.TextField(blank=True)
    heard = models.TextField(blank=True)
    happened = models.TextField(blank=True)
    safe_now = models.CharField(max_length=10, blank=True)
    where_now = models.TextField(blank=True)
    consent = models.CharField(max_length=20, blank=True)
    consent_why = models.TextField(blank=True)
    declaration = models.TextField(blank=True)
    typed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="contact_versions_are_numbered")
        ]


class Child(Record):
    """One child in a contact, known by whatever the person knows. Every child has a decision of their own."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="children", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, default=ChildState.UNDECIDED.value)
    outcome = models.CharField(max_length=30, blank=True)
    decided_at = models.DateTimeField(null=True)
    assessed_at = models.DateTimeField(null=True)
    keys = ArrayField(models.CharField(max_length=120), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="children_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in ChildState]), name="child_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True)
                | models.Q(outcome__in=[each.value for each in Outcome], decided_at__isnull=False),
                name="a_decided_child_has_an_outcome_and_a_time",
            ),
        ]
        indexes = [GinIndex(fields=["keys"], name="child_by_keys")]


class ChildVersion(Version):
    """Who a child is, as far as it was known then. The first is the report's; later ones correct it."""

    record_field: ClassVar[str] = "child"
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    known_as = models.CharField(max_length=400, blank=True)
    born_on = models.DateField(null=True)
    age_words = models.CharField(max_length=200, blank=True)
    expected_on = models.DateField(null=True)
    address = models.TextField(blank=True)
    school = models.CharField(max_length=400, blank=True)
    more = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="a_correction_says_why"
            ),
            models.UniqueConstraint(fields=["child", "number"], name="child_versions_are_numbered"),
        ]


class Decision(Version):
    """What was decided for one child and why, whether or not somebody else still has to agree."""

    record_field: ClassVar[str] = "child"
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=30)
    level = models.CharField(max_length=40)
    criterion = models.CharField(max_length=80)
    reason = models.TextField()
    needs_second_person = models.BooleanField()
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    referral_rule = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[each.value for each in Outcome]),
                name="decision_outcome_is_known",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_decision_has_a_reason"),
        ]


class Approval(Version):
    """What the second person answered."""

    record_field: ClassVar[str] = "child"
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="approvals")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="approval")
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)


class Act(Version):
    """One verb done to a contact: who, when, when it was written down, to whom it went, and the words."""

    record_field: ClassVar[str] = "contact"
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=20)
    child = models.ForeignKey(Child, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_worker = models.ForeignKey(
        "staffing.Worker", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_team = models.ForeignKey(
        "staffing.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in ActKind]), name="act_kind_is_known"
            )
        ]


class Receipt(Record):
    """What the person holds. Their code is kept only as a keyed hash."""

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="receipt")
    code_digest = models.BinaryField(max_length=32, unique=True)
    last_used_at = models.DateTimeField(null=True)


class ReceiptVersion(Version):
    """What the receipt says. Its salt is its own, so that it can still be proved when the contact's are erased."""

    record_field: ClassVar[str] = "receipt"
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    origin = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "number"], name="receipt_versions_are_numbered")
        ]


class Alarm(models.Model):
    """An alert to somebody on call: when it went, to whom, and whether they have seen it."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="alarms")
    worker = models.ForeignKey("staffing.Worker", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "worker"], name="nobody_is_alerted_twice_for_one_contact"
            )
        ]
        indexes = [
            models.Index(fields=["sent_at"], condition=models.Q(seen_at__isnull=True), name="alarms_unseen")
        ]


class SavedDraft(models.Model):
    """A report on its way, encrypted under a code that is not kept here."""

    code_digest = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    files_under = models.UUIDField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
