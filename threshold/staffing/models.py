"""Rows about the people who work here. Configurations are append-only versions of one file."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from threshold.confidentiality.rules import STAFF_ROLES
from threshold.ledger.rows import Record, Version

from . import rules


class Team(models.Model):
    """A team. Work that nobody holds belongs to one."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    accept_minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in rules.TeamKind]),
                name="team_kind_is_known",
            )
        ]


class Workers(BaseUserManager["Worker"]):
    """Finds workers by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Worker":
        """Return the worker with this e-mail address, whatever its capitals."""
        return self.get(email__iexact=username)


class Worker(AbstractBaseUser, Record):
    """Somebody who works here. `is_active` is false from the moment they leave."""

    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="workers")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = Workers()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(role.value for role in STAFF_ROLES)),
                name="worker_role_is_known",
            )
        ]


class Absence(Version):
    """That somebody left, is away or came back. The newest one says how it is."""

    record_field: ClassVar[str] = "worker"
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in rules.AbsenceKind]),
                name="absence_kind_is_known",
            )
        ]


class Admission(Version):
    """That somebody was given a starting password, or chose one. Never the password."""

    record_field: ClassVar[str] = "worker"
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="admissions")
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in rules.AdmissionKind]),
                name="admission_kind_is_known",
            )
        ]


class Installation(Record):
    """The one authority this installation serves; configurations hang from it."""

    the_only = models.BooleanField(default=True, unique=True)


class ConfigurationVersion(Version):
    """What the configuration file said, whole, and who put it in force."""

    record_field: ClassVar[str] = "installation"
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT)
    content = models.JSONField()


class Slot(models.Model):
    """A stretch of duty or on call, replaced whenever the configuration is."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="slots")
    kind = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_slot_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["kind", "ends_at"], name="slot_by_end")]
