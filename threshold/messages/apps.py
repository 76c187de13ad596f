"""Registers the subject with Django, under a label that Django's own messages do not use."""

from django.apps import AppConfig


class Messages(AppConfig):
    """Threads with referrers, and outgoing e-mail and texts."""

    name = "threshold.messages"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
