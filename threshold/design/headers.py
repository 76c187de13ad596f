"""The headers of every answer, whatever its status: nothing foreign runs, nothing is kept or framed."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

P = ParamSpec("P")
Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}

# A passkey is the only thing of the machine's that this service ever asks for.
OWN = ("publickey-credentials-create", "publickey-credentials-get")
REFUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {source}" for name, source in POLICY.items()),
    "Permissions-Policy": ", ".join(
        [f"{name}=()" for name in REFUSED] + [f"{name}=(self)" for name in OWN],
    ),
    # Not no-referrer: with it browsers send "Origin: null" with every form, and every form is refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"


class SecurityHeaders:
    """Stands first in MIDDLEWARE, so that errors and static files pass through it too."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        if request.is_secure():
            response["Strict-Transport-Security"] = HSTS
        if "public" not in response.headers.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


def may_be_found(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let search engines list this page: only for the public's first pages."""

    @wraps(view)
    def found(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "all"
        return response

    return found
