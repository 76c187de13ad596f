"""One plain table."""

from django.db import models


class Plain(models.Model):
    """A row about as long as one of ours, on average."""

    text = models.TextField()
    number = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
