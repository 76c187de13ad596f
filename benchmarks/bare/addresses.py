"""The bare view and its one address."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.bare.models import Plain
from benchmarks.bare.site import ROWS, TEXT


@transaction.atomic
def insert(request: HttpRequest) -> HttpResponse:
    """Insert as many rows as a submission does."""
    Plain.objects.bulk_create(Plain(text=TEXT, number=number) for number in range(ROWS))
    return HttpResponse("kept")


urlpatterns = [path("insert", insert)]
