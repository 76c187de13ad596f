"""Every address, by the door it belongs to."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "threshold.design.errors.bad_request"
handler403 = handler404 = "threshold.design.errors.not_found"
handler500 = "threshold.design.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("design/", include("threshold.design.urls")),
    path("staff/account/", include("threshold.doors.staff.sign_in_urls")),
    path("staff/", include("threshold.doors.staff.urls")),
    path("", include("threshold.doors.public.urls")),
]
