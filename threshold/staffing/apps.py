"""Registers the subject with Django."""

from django.apps import AppConfig


class Staffing(AppConfig):
    """Who works here."""

    name = "threshold.staffing"
    default_auto_field = "django.db.models.BigAutoField"
