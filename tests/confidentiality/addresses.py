"""A few addresses to knock at, and a way of saying who knocks."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import path

from threshold.confidentiality.addresses import opens_to, opens_to_anyone
from threshold.confidentiality.models import DayKey
from threshold.confidentiality.rules import PUBLIC, Role, Viewer
from threshold.refusals import MovedOn, NotFound

KNOCKS = {role: Viewer(ref=UUID(int=9), worker_id=1, name="", role=role) for role in Role}
KNOCKS[Role.PUBLIC] = PUBLIC
REFUSALS = {"absent": NotFound, "hidden": NotFound, "moved": MovedOn}


def viewer_of(request):
    return KNOCKS[Role(request.headers.get("Knock", "public"))]


@opens_to_anyone
def door(request):
    return HttpResponse(request.viewer.role)


@opens_to(Role.MANAGER, Role.DIRECTOR)
def office(request, ref=""):
    return HttpResponse("the office")


@opens_to()
def walled_up(request):
    return HttpResponse("nobody reads this")


def forgotten(request):
    return HttpResponse("nobody declared this")


@opens_to(Role.MANAGER)
def record(request, how):
    with transaction.atomic():
        DayKey.objects.create(day="2026-06-01", key=b"")
        raise REFUSALS[how]


@opens_to(Role.MANAGER)
def plain_404(request):
    raise Http404


urlpatterns = [
    path("", door),
    path("office/<str:ref>/", office, name="office"),
    path("walled-up/", walled_up),
    path("forgotten/", forgotten),
    path("record/<str:how>/", record, name="record"),
    path("plain/", plain_404),
    path("login/", forgotten, name="account_login"),
]
