"""The one address that design answers itself: the council's colours as a stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from threshold.confidentiality.addresses import opens_to_anyone


@opens_to_anyone
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    """Return custom properties made of `authority.colour`; a style in the page would need a weaker policy."""
    response = render(request, "design/council.css", content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
