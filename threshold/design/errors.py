"""Pages for when something cannot be done: plain words, what to do now, and a telephone number."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

LONG = 40
SECRET = frozenset({"code", "reference"})
BARE = {405: "wrong_way", 413: "too_big", 503: "resting"}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: what arrived could not be read. Too much at once is said as that."""
    if isinstance(exception, RequestDataTooBig):
        return _page(request, "too_big", 413)
    return _page(request, "bad_request", 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the page was open too long. What was written in it is shown, to be copied."""
    came_from_elsewhere = reason.startswith(("Origin", "Referer"))
    return _page(request, "page_expired", 403, written=[] if came_from_elsewhere else _written(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404 and handler403: refused and absent look alike, so that nobody learns which it was."""
    return _page(request, "not_found", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: our fault. Drawn without the database, the session and the list of built files."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return resting(request)
    return _static_page(request, "server_error", 500)


def resting(request: HttpRequest) -> HttpResponse:
    """Return the page for when the service cannot answer at all, such as without its database."""
    response = _static_page(request, "resting", 503)
    response["Retry-After"] = "120"
    return response


class PlainWords:
    """Gives a page to answers that Django sends empty: 405, 413 and 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with words."""
        response = self.get_response(request)
        name = BARE.get(response.status_code)
        if name is None or not isinstance(response, HttpResponse) or response.content:
            return response
        page = resting(request) if name == "resting" else _page(request, name, response.status_code)
        if "Allow" in response.headers:
            page["Allow"] = response.headers["Allow"]
        return page


def _written(request: HttpRequest) -> list[str]:
    names = [name for name in request.POST if name not in SECRET]
    values = [value for name in names for value in request.POST.getlist(name)]
    # Shorter answers are quickly given again, and passwords and secrets are among them.
    return [value for value in values if len(value) > LONG and " " in value]


def _page(request: HttpRequest, name: str, status: int, **more: object) -> HttpResponse:
    viewer = getattr(request, "viewer", None)
    signed_in = viewer is not None and getattr(viewer, "ref", None) is not None
    layout = "design/staff.html" if signed_in else "design/public.html"
    return render(request, f"design/errors/{name}.html", {"layout": layout, **more}, status=status)


def _static_page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    # Only what our own page has sent is repeated: by then somebody has looked where it came from.
    ours = getattr(request, "csrf_processing_done", False)
    context = {
        "written": _written(request) if ours else [],
        # By its plain name: the page has to appear even when the list of hashed names is what broke.
        "stylesheet": f"{settings.STATIC_URL}design/public.css",
        "council": settings.FALLBACK_COUNCIL,
        "phone": settings.FALLBACK_PHONE,
        "authority": {"exit_url": settings.EXIT_URL},
    }
    return HttpResponse(render_to_string(f"design/errors/{name}.html", context), status=status)
