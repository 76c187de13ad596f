"""The style guide on a server of its own, without rows."""

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from threshold.confidentiality.rules import PUBLIC, Viewer
from threshold.design.build import ROOT, build

HERE = Path(__file__).parent


def nobody(request: object) -> Viewer:
    return PUBLIC


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def built() -> Path:
    build()
    return ROOT / "build/static"


@pytest.fixture(scope="module")
def in_the_guide(built: Path) -> Iterator[None]:
    templates = [{**settings.TEMPLATES[0], "DIRS": [HERE / "templates"]}]
    templates[0]["OPTIONS"] = {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.messages.context_processors.messages",
            "tests.design.guide.of_the_council",
        ]
    }
    # The guide has no database whose version could be another.
    middleware = [each for each in settings.MIDDLEWARE if not each.endswith("SameVersion")]
    with override_settings(
        MIDDLEWARE=middleware,
        ROOT_URLCONF="tests.design.guide",
        TEMPLATES=templates,
        VIEWER_FROM_REQUEST="tests.design.conftest.nobody",
        STATICFILES_DIRS=[built],
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        CSRF_COOKIE_SECURE=False,
        SESSION_COOKIE_SECURE=False,
        SECURE_SSL_REDIRECT=False,
        ALLOWED_HOSTS=["*"],
    ):
        yield


@pytest.fixture(scope="module")
def guide(in_the_guide: None) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=Threaded, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
