"""Tells Django about clocks."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """The Django app "clocks"."""

    name = "threshold.clocks"
    default_auto_field = "django.db.models.BigAutoField"
