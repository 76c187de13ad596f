"""Every address, by the door it belongs to."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("staff/account/", include("allauth.account.urls")),
    path("staff/account/2fa/", include("allauth.mfa.urls")),
]
