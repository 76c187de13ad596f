"""Tells Django about ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The Django app "ledger"."""

    name = "threshold.ledger"
    default_auto_field = "django.db.models.BigAutoField"
