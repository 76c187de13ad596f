"""The staff door's addresses. Each view declares who may open it."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("threshold.doors.staff.contact_urls")),
]
