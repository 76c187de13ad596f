"""The entry point for the web server."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

application = get_wsgi_application()


def _refuse_default_secret() -> None:
    """Raise, whatever server started us, unless the secret is this deployment's own."""
    from django.conf import settings

    if settings.SECRET_KEY == settings.DEFAULT_SECRET:
        raise ImproperlyConfigured("THRESHOLD_SECRET_KEY is not set. Run: threshold doctor")


_refuse_default_secret()
