"""How staff come in: people are entered by the configuration file, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up that comes with the library."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no to everyone."""
        return False
