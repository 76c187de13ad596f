"""Incidents come and go; nothing in them is about a person or a report."""

from django.db import models


class Incident(models.Model):
    """Something that is not as it should be. `told_at` is when the letters about it were put in the outbox."""

    code = models.CharField(max_length=30)
    about = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "about"],
                condition=models.Q(ended_at=None),
                name="an_incident_is_open_once",
            )
        ]
