"""What every page may use: the council as the public meets it."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from threshold.confidentiality.rules import PUBLIC
from threshold.doors.staff.navigation import navigation
from threshold.doors.staff.session import has_shown_second_step
from threshold.staffing.queries import NotConfigured, configuration
from threshold.staffing.rules import Authority

EMERGENCY = "You can still tell us here as well."


@dataclass(frozen=True, slots=True)
class Council:
    """The council's name, telephones and colour, under the names the templates use."""

    name: str
    service: str = ""
    phone: str = ""
    out_of_hours_phone: str = ""
    text_relay: str = ""
    email: str = ""
    post_address: str = ""
    hours: str = ""
    colour: str = "#1b5e63"
    exit_url: str = ""
    emergency_words: str = EMERGENCY


def authority(request: HttpRequest) -> dict[str, Council]:
    """Return the council in force; before there is a configuration, what the settings say."""
    try:
        return {"authority": _council(configuration(viewer=PUBLIC).authority)}
    except NotConfigured:
        return {"authority": Council(name=settings.FALLBACK_COUNCIL)}


def desk(request: HttpRequest) -> dict[str, object]:
    """Return who is signed in and where they may go, for the pages of the staff door."""
    viewer = getattr(request, "viewer", PUBLIC)
    if viewer.ref is None or not request.path.startswith(reverse("staff:home")):
        return {}
    come_in = has_shown_second_step(request)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "signed_in": {"name": viewer.name, "role": viewer.role.words},
        "navigation": navigation(viewer.role, here=here) if come_in else [],
        "sign_out_url": reverse("account_logout"),
        "home_url": reverse("staff:home"),
    }


@lru_cache(maxsize=2)
def _council(known: Authority) -> Council:
    return Council(
        name=known.name,
        service=known.service,
        phone=known.phone,
        out_of_hours_phone=known.out_of_hours_phone,
        text_relay=known.text_relay,
        email=known.email,
        post_address=known.address,
        hours=known.hours,
        colour=known.colour,
        exit_url=known.exit_to,
    )
