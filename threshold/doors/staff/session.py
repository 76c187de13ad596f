"""How long somebody stays signed in, and what they must have done before any other page opens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from threshold.confidentiality.addresses import declared
from threshold.confidentiality.rules import Role
from threshold.design.errors import csrf_failure

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=10)
# Noting every page would write a row for every page.
NOTED_EVERY = timedelta(minutes=1)

SIGNED_IN_AT, SEEN_AT, SECOND_STEP = "signed_in_at", "seen_at", "second_step"
# Where the library keeps by which means this session came in.
CAME_IN_BY = "account_authentication_methods"

WAYS_OUT = frozenset({"account_logout", "account_login", "account_inactive"})
TO_CHANGE_PASSWORD = WAYS_OUT | {"account_change_password", "account_reauthenticate"}
TO_SET_UP = TO_CHANGE_PASSWORD | {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "staff:app-picture",
}  # fmt: skip
TO_PROVE = WAYS_OUT | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


def note_second_step(request: HttpRequest) -> None:
    """Remember that the person in this session has just shown their second step."""
    request.session[SECOND_STEP] = request.user.pk


def has_shown_second_step(request: HttpRequest) -> bool:
    """Return whether the person in this session has shown a second step in it."""
    came_in_by = request.session.get(CAME_IN_BY) or []
    return request.session.get(SECOND_STEP) == request.user.pk or any(
        each.get("method") == "mfa" for each in came_in_by
    )


def came_in_within(time: timedelta, request: HttpRequest, *, now: datetime) -> bool:
    """Return whether the person in this session signed in so lately that they need not be asked again."""
    began = _moment(request, SIGNED_IN_AT)
    return began is not None and now - began < time


class SignedInProperly:
    """Ends sessions in time, and leads people to a password of their own and a second step first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that is too old, or note that it is in use."""
        request.ended = False  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._keep_time(request, timezone.now())
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., object],
        arguments: Sequence[object],
        keywords: Mapping[str, object],
    ) -> HttpResponse | None:
        """Show what was written when the session ended; lead on to what is still to be done."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        opens = declared(view, name)
        if opens is None or Role.PUBLIC in opens:
            return None
        if request.ended and request.method == "POST":  # type: ignore[attr-defined]
            return csrf_failure(request)
        if not request.user.is_authenticated:
            return None
        first, allowed = _first(request)
        return None if not first or name in allowed else HttpResponseRedirect(reverse(first))

    def _keep_time(self, request: HttpRequest, now: datetime) -> None:
        began = _moment(request, SIGNED_IN_AT) or now
        seen = _moment(request, SEEN_AT) or now
        if now - began > WHOLE or now - seen > IDLE:
            logout(request)
            request.ended = True  # type: ignore[attr-defined]
            messages.info(request, "You were signed out because you were away for a while. Sign in again.")
        elif SEEN_AT not in request.session or now - seen > NOTED_EVERY:
            request.session[SIGNED_IN_AT] = began.isoformat()
            request.session[SEEN_AT] = now.isoformat()


def _first(request: HttpRequest) -> tuple[str, frozenset[str]]:
    """Return the page to be led to before any other, or nothing, and what may be opened meanwhile."""
    if getattr(request.user, "must_change_password", False):
        return "account_change_password", TO_CHANGE_PASSWORD
    if has_shown_second_step(request):
        return "", frozenset()
    theirs = Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    kinds = set(theirs) - {Authenticator.Type.RECOVERY_CODES}
    if not kinds:
        return "mfa_index", TO_SET_UP
    by_code = Authenticator.Type.TOTP in kinds
    return "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn", TO_PROVE


def _moment(request: HttpRequest, name: str) -> datetime | None:
    kept = request.session.get(name)
    return datetime.fromisoformat(kept) if isinstance(kept, str) else None
