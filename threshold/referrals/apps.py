"""Registers the subject with Django."""

from django.apps import AppConfig


class Referrals(AppConfig):
    """Contacts, children, decisions, receipts and drafts."""

    name = "threshold.referrals"
    default_auto_field = "django.db.models.BigAutoField"
