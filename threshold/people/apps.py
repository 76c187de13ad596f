"""Registers the subject with Django."""

from django.apps import AppConfig


class People(AppConfig):
    """Who told us, and finding the same child again."""

    name = "threshold.people"
    default_auto_field = "django.db.models.BigAutoField"
