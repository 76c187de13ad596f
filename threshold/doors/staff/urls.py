"""The staff door's addresses. Each view declares who may open it."""

from django.urls import URLPattern, URLResolver, include, path

from threshold.doors.staff import lists, people, sign_in_views, upkeep

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.home, name="home"),
    path("work/", lists.worklist, name="worklist"),
    path("work/second-person/", lists.to_agree, name="to-agree"),
    path("work/unidentified/", lists.unidentified, name="unidentified"),
    path("find/", lists.search, name="search"),
    path("alerts/", lists.alerts, name="alerts"),
    path("alerts/<str:ref>/seen/", lists.alert_seen, name="alert-seen"),
    path("team/", people.team, name="team"),
    path("team/<int:worker>/", people.presence, name="presence"),
    path("overview/", people.overview, name="overview"),
    path("configuration/", people.configuration, name="configuration"),
    path("health/", upkeep.health, name="health"),
    path("app-picture.svg", sign_in_views.app_picture, name="app-picture"),
    path("", include("threshold.doors.staff.contact_urls")),
]
