"""Tells Django about confidentiality."""

from django.apps import AppConfig


class ConfidentialityConfig(AppConfig):
    """The Django app "confidentiality"."""

    name = "threshold.confidentiality"
    default_auto_field = "django.db.models.BigAutoField"
