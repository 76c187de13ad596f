"""Messages are append-only; something going out has a state that moves."""

from typing import ClassVar

from django.db import models

from threshold.ledger.rows import Version

from . import rules


class Message(Version):
    """One message in the thread that belongs to a contact, named by its random reference."""

    record_field: ClassVar[str] = "about"
    about = models.UUIDField(db_index=True)
    direction = models.CharField(max_length=3)
    words = models.TextField()
    once = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about", "once"], name="a_button_pressed_twice_writes_once"),
            models.CheckConstraint(
                condition=models.Q(direction__in=[each.value for each in rules.Direction]),
                name="message_direction_is_known",
            ),
        ]


class Outgoing(models.Model):
    """Something to send. The address is sealed; the words are a letter's, and none is about a report."""

    about = models.UUIDField(null=True, db_index=True)
    channel = models.CharField(max_length=5)
    sealed_to = models.BinaryField()
    letter = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, default=rules.Delivery.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=[each.value for each in rules.Channel]),
                name="channel_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in rules.Delivery]),
                name="delivery_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="waiting_to_go")
        ]
