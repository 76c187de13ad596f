"""Who may open which address. An address that does not say is closed."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_resolver
from django.utils import timezone
from django.utils.module_loading import import_string

from threshold.refusals import NotFound, Refused

from .actions.record_refusal import record_refusal
from .rules import STAFF_ROLES, Role, Viewer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

ANYONE = frozenset(Role)

# The addresses other people's code answers, by name. What is not here is closed.
DECLARED_FOR_OTHERS: Mapping[str, frozenset[Role]] = {
    "account_login": ANYONE,
    "account_logout": ANYONE,  # somebody half-way through signing in may start again
    "account_inactive": ANYONE,
    "account_reauthenticate": STAFF_ROLES,
    "account_change_password": STAFF_ROLES,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    "mfa_reauthenticate": STAFF_ROLES,
    "mfa_reauthenticate_webauthn": STAFF_ROLES,
    "mfa_index": STAFF_ROLES,
    "mfa_activate_totp": STAFF_ROLES,
    "mfa_deactivate_totp": STAFF_ROLES,
    "mfa_view_recovery_codes": STAFF_ROLES,
    "mfa_download_recovery_codes": STAFF_ROLES,
    "mfa_generate_recovery_codes": STAFF_ROLES,
    "mfa_list_webauthn": STAFF_ROLES,
    "mfa_add_webauthn": STAFF_ROLES,
    "mfa_edit_webauthn": STAFF_ROLES,
    "mfa_remove_webauthn": STAFF_ROLES,
}


class ViewedRequest(HttpRequest):
    """A request whose viewer is known."""

    viewer: Viewer


class Closed(Refused):
    """This address is not for this role. The person sees what they would see if there were no such page."""


def opens_to(*roles: Role) -> Callable[[View], View]:
    """Declare that these roles, and no others, may open the view's address."""

    def declare(view: View) -> View:
        view.opens_to = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return declare


def opens_to_anyone(view: View) -> View:
    """Declare that anyone may open the view's address, signed in or not."""
    return opens_to(*ANYONE)(view)


def declared(view: Callable[..., object], name: str) -> frozenset[Role] | None:
    """Return who may open the address, by the view's own word or by the table; nothing if neither says."""
    own: frozenset[Role] | None = getattr(view, "opens_to", None)
    return DECLARED_FOR_OTHERS.get(name) if own is None else own


class AddressPolicy:
    """Puts the viewer on every request and lets it through only to addresses that declare their role."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers the request when we let it through."""
        self.get_response = get_response
        self.viewer_of: Callable[[HttpRequest], Viewer] = import_string(settings.VIEWER_FROM_REQUEST)

    def __call__(self, request: ViewedRequest) -> HttpResponse:
        """Say who is looking, then go on."""
        request.viewer = self.viewer_of(request)
        return self.get_response(request)

    def process_view(
        self,
        request: ViewedRequest,
        view: Callable[..., object],
        arguments: Sequence[object],
        keywords: Mapping[str, object],
    ) -> HttpResponse | None:
        """Let the request through, send it to sign in, or answer as if there were no such address."""
        name = _route(request)
        opens = declared(view, name)
        if opens is None:
            raise _undeclared(name)
        if request.viewer.role in opens:
            return None
        if request.viewer.role is Role.PUBLIC and opens:
            return redirect_to_login(request.get_full_path())
        note_refusal(request, Closed(), viewer=request.viewer)
        raise Http404

    def process_exception(self, request: ViewedRequest, error: Exception) -> HttpResponse | None:
        """Record a refusal that no door repeated in its form, and answer it with the page for it."""
        if not isinstance(error, Refused):
            return None
        note_refusal(request, error, viewer=request.viewer)
        status = 404 if isinstance(error, NotFound) else 400
        page: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(status)
        return page(request, exception=error)


def note_refusal(
    request: HttpRequest, refusal: Refused, *, viewer: Viewer, subject: UUID | None = None
) -> None:
    """Record a refusal that a door repeats. What was refused has rolled back, and this row must not go with it."""
    record_refusal(
        viewer=viewer, route=_route(request), why=type(refusal).__name__, subject=subject, at=timezone.now()
    )


def _undeclared(name: str) -> Exception:
    if settings.UNDECLARED_ADDRESSES_CRASH:
        return ImproperlyConfigured(f"the address {name!r} does not declare who may open it")
    return Http404()


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    # Never the path itself: it may hold a reference.
    return (match.view_name or match.route)[:200] if match else ""
