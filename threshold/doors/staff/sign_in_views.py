"""What signing in needs beside the library's own pages."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import get_totp_secret
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import STAFF_ROLES


@opens_to(*STAFF_ROLES)
@require_safe
def app_picture(request: ViewedRequest) -> HttpResponse:
    """Draw the key of the app that is being set up; the page's policy lets no picture stand in the page itself."""
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, get_totp_secret(regenerate=False))
    return HttpResponse(adapter.build_totp_svg(address), content_type="image/svg+xml")
