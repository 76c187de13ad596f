"""No act in a database of another version: a page that says so, with a number to call, instead of half a report."""

import logging
from collections.abc import Callable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse

from threshold.design.errors import resting
from threshold.desk.version import Form, form_of_database

READING = frozenset({"GET", "HEAD", "OPTIONS"})

logger = logging.getLogger(__name__)


class SameVersion:
    """Answers with 503 whatever is sent in while the database is in the form of another version, as in an upgrade."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., object],
        arguments: Sequence[object],
        keywords: Mapping[str, object],
    ) -> HttpResponse | None:
        """Let nothing be sent in unless the forms agree; pages that only show something stay open."""
        if request.method in READING or (form := form_of_database()) is Form.RIGHT:
            return None
        logger.error("the database is of a version %s than this program: see docs/running.md", form.value)
        return resting(request)
