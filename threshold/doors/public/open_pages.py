"""Addresses that are the same for everyone: whoever asks is not looked at, so that any cache may keep the answer."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

BELOW = "/ledger/"

View = Callable[..., HttpResponse]


class WithoutCookies:
    """Stands before the session: below `/ledger/` no cookie is read, so none can be asked for or set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer without knowing who asks, and say that the answer does not depend on it."""
        if not request.path_info.startswith(BELOW):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        varies = [each for each in response.headers.get("Vary", "").split(", ") if each not in {"", "Cookie"}]
        response.headers["Vary"] = ", ".join(varies)
        if not varies:
            del response.headers["Vary"]
        return response


def kept_for(seconds: int) -> Callable[[View], View]:
    """Let every cache on the way keep the view's answer for so long, if it is one."""

    def keep(view: View) -> View:
        @wraps(view)
        def answer(*arguments: object, **keywords: object) -> HttpResponse:
            response = view(*arguments, **keywords)
            if response.status_code == 200:
                response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
            return response

        return answer

    return keep
