"""The bare view as a WSGI application: no middleware, no session, no form, one bulk insert in one transaction."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from threshold.config.environment import database

ROWS = int(os.environ.get("BARE_ROWS", "1"))
TEXT = "x" * 200

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="for measuring only",  # noqa: S106
    ROOT_URLCONF="benchmarks.bare.addresses",
    INSTALLED_APPS=["benchmarks.bare"],
    DATABASES={"default": {**database("THRESHOLD_DATABASE_URL"), "CONN_MAX_AGE": 600}},
    MIDDLEWARE=[],
    USE_TZ=True,
)
django.setup()
application = get_wsgi_application()
