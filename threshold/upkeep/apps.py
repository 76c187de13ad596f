"""Registers the subject with Django."""

from django.apps import AppConfig


class Upkeep(AppConfig):
    """How the installation fares."""

    name = "threshold.upkeep"
    default_auto_field = "django.db.models.BigAutoField"
