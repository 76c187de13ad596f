"""Tells Django about messages."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The Django app "correspondence"."""

    name = "threshold.messages"
    # Django keeps the label "messages" for its own app.
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
