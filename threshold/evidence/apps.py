"""Tells Django about evidence."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The Django app "evidence"."""

    name = "threshold.evidence"
    default_auto_field = "django.db.models.BigAutoField"
