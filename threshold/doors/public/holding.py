"""What the browser holds: one cookie with the person's code in it, sealed, until they leave or are idle too long.

The code is never in an address, and never in the database beside what it opens. The cookie is sealed under
our keys with the time of its last use, so a copy of it taken from a shared device opens nothing afterwards.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from threshold.confidentiality.sealing import CannotOpen, seal, unseal

Answer = TypeVar("Answer", bound=HttpResponseBase)

# Only a cookie that travels by TLS may carry the prefix; without TLS there is only the demo and the tests.
COOKIE = "__Host-report" if settings.SESSION_COOKIE_SECURE else "report"
CONTEXT = "browser"


class Stage(StrEnum):
    """What the person behind the browser is doing."""

    WRITING = "writing"
    SENT = "sent"
    FOLLOWING = "following"


IDLE = {
    Stage.WRITING: timedelta(hours=2),
    Stage.SENT: timedelta(minutes=30),
    Stage.FOLLOWING: timedelta(minutes=30),
}
AFTERWARDS = frozenset({Stage.SENT, Stage.FOLLOWING})


@dataclass(frozen=True, slots=True)
class Held:
    """A code that was shown or proved in this browser. `before` is when it was last used before today's visit."""

    code: str
    stage: Stage
    before: datetime | None = None


def sealed(held: Held, *, at: datetime) -> str:
    """Return the cookie's value for a code in use at this moment."""
    before = held.before.isoformat() if held.before else ""
    plain = [held.code, held.stage, before, int(at.timestamp())]
    return urlsafe_b64encode(seal(json.dumps(plain).encode(), context=CONTEXT)).decode()


def held_in(request: HttpRequest, *, at: datetime) -> Held | None:
    """Return the code that the browser holds, or nothing when there is none or it was idle for too long."""
    try:
        written = unseal(urlsafe_b64decode(request.COOKIES.get(COOKIE, "")), context=CONTEXT)
    except (CannotOpen, NotBase64, ValueError):
        return None
    code, stage, before, used = json.loads(written)
    held = Held(code, Stage(stage), datetime.fromisoformat(before) if before else None)
    idle = at - datetime.fromtimestamp(used, tz=UTC)
    return held if idle < IDLE[held.stage] else None


def hold(response: Answer, held: Held, *, at: datetime) -> Answer:
    """Give the browser the code, and return the response. It goes when the browser is closed."""
    response.set_cookie(
        COOKIE,
        sealed(held, at=at),
        path="/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )
    return response


def let_go(response: Answer) -> Answer:
    """Take the code and everything else of ours out of the browser, and return the response."""
    for name in (COOKIE, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, path="/", samesite="Strict")
    # Also the pages that Back would show. Not "cookies": that would sign people out of the council's other sites.
    response["Clear-Site-Data"] = '"cache"'
    return response
