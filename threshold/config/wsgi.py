"""The entry point for the web server."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

application = get_wsgi_application()

# Said here once more, for whoever starts another server than ours.
if settings.SECRET_KEY == settings.DEFAULT_SECRET:
    raise ImproperlyConfigured("THRESHOLD_SECRET_KEY is not set. Run: threshold doctor")

if settings.PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
