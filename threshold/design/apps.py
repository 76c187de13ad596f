"""Tells Django about design."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The Django app "design"."""

    name = "threshold.design"
    default_auto_field = "django.db.models.BigAutoField"
