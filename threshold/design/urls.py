"""Include as path("design/", include("threshold.design.urls"))."""

from django.urls import path

from threshold.design import views

app_name = "design"
urlpatterns = [path("council.css", views.council, name="council")]
