"""The page of one contact, and why its dates are what they are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from threshold.confidentiality.addresses import ViewedRequest, opens_to
from threshold.confidentiality.rules import CASE_ROLES
from threshold.desk.contact import Cursor, Kind, NotKnownYet, open_contact, why_page
from threshold.desk.contact.faces import ContactPage
from threshold.doors.staff.contact_forms import Known
from threshold.doors.staff.contact_shown import shown
from threshold.doors.staff.doing import refused


@opens_to(*CASE_ROLES)
@require_safe
def contact(request: ViewedRequest, ref: str) -> HttpResponse:
    """Show a contact as it is, or as it was known at the end of a day."""
    form = Known(request.GET) if "known_on-year" in request.GET else Known()
    known_on = form.cleaned_data["known_on"] if form.is_bound and form.is_valid() else None
    asked: dict[str, Any] = {
        "ref": ref,
        "viewer": request.viewer,
        "at": timezone.now(),
        "route": "staff:contact",
        "kind": _kind(request),
        "before": Cursor.read(request.GET.get("before", "")),
    }
    try:
        page = open_contact(**asked, known_on=known_on)
    except NotKnownYet as refusal:
        refused(request, form, refusal)
        page = open_contact(**asked)
    return render(
        request, "staff/contact/contact.html", shown(page) | _timeline(request, page) | {"form": form}
    )


@opens_to(*CASE_ROLES)
@require_safe
def why(request: ViewedRequest, ref: str, clock: UUID) -> HttpResponse:
    """Show why a date is what it is, day by day."""
    page = why_page(
        ref=ref, clock=clock, viewer=request.viewer, at=timezone.now(), route="staff:contact-clock"
    )
    context = {
        "page": page,
        "back_url": reverse("staff:contact", kwargs={"ref": page.ref}),
        "move_url": reverse("staff:contact-clock-move", kwargs={"ref": page.ref, "clock": clock}),
    }
    return render(request, "staff/contact/why.html", context)


def _kind(request: ViewedRequest) -> Kind | None:
    asked = request.GET.get("kind", "")
    return Kind(asked) if asked in set(Kind) else None


def _timeline(request: ViewedRequest, page: ContactPage) -> dict[str, Any]:
    """Return the addresses that narrow the timeline and go on with it."""
    kept = {name: request.GET[name] for name in request.GET if name.startswith("known_on-")}
    narrowed = kept | ({"kind": page.timeline.kind.value} if page.timeline.kind else {})
    kinds = [
        {"label": "Everything", "url": _address(kept), "current": page.timeline.kind is None},
        *(
            {
                "label": kind.words,
                "url": _address(kept | {"kind": kind.value}),
                "current": kind is page.timeline.kind,
            }
            for kind in Kind
        ),
    ]
    older = _address(narrowed | {"before": page.timeline.older}) if page.timeline.older else ""
    return {
        "kinds": kinds,
        "older_url": older,
        "newer_url": _address(narrowed) if page.timeline.continued else "",
    }


def _address(asked: Mapping[str, object]) -> str:
    return f"?{urlencode(asked)}#timeline"
