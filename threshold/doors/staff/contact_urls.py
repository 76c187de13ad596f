"""The addresses of one contact and of what can be done with it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
