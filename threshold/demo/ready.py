"""Ready sign-ins for the demo: one password and one second step for everyone, both printed at every start.

They are known to the whole world, so they are made only where THRESHOLD_DEMO=1, and nothing else serves them.
"""

import base64
import hashlib
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.utils import timezone

from threshold.refusals import Refused
from threshold.staffing.actions.choose_password import choose_password
from threshold.staffing.models import Worker
from threshold.staffing.queries import viewer_for

from . import people
from .acts import DEMO_SYSTEM

PASSWORD = "nobody-lives-in-fennmarsh"  # noqa: S105 - printed by the demo, refused everywhere else
SECRET = base64.b32encode(hashlib.sha256(b"Fennmarsh").digest()[:20]).decode()
SECONDS = 30
"""How long a code is good for."""

READY = (
    people.HANDLERS[0], people.SCREENERS[0], people.SCREENERS[1], people.SOCIAL_WORKERS[0], people.SOCIAL_WORKERS[4],
    people.MANAGERS[0], people.MANAGERS[1], people.DIRECTOR, people.ADMINISTRATOR,
)  # fmt: skip


class NotADemo(Refused):
    """Somebody asked for sign-ins that everybody knows, in an installation that is not a demo."""

    says = "The demo borough is only for a demo: set THRESHOLD_DEMO=1, in an installation of its own."


def refuse_outside_a_demo() -> None:
    """Raise NotADemo unless this installation is a demo."""
    if not settings.DEMO:
        raise NotADemo


def make_ready(*, at: datetime) -> None:
    """Give each person in READY the demo's password and its second step."""
    refuse_outside_a_demo()
    workers = list(Worker.objects.filter(email__in=READY).order_by("pk"))
    first = workers[0].pk
    choose_password(
        worker=first, password=PASSWORD, by=viewer_for(worker_id=first, viewer=DEMO_SYSTEM), at=at
    )
    # One digest for all of them: it takes a second to make, and it is no secret here.
    digest = Worker.objects.values_list("password", flat=True).get(pk=first)
    Worker.objects.filter(email__in=READY).update(password=digest, must_change_password=False)
    for worker in workers:
        auth.TOTP.activate(worker, SECRET)


def are_here() -> bool:
    """Return whether somebody can come in with what the demo makes ready."""
    workers = Worker.objects.filter(email__in=READY, is_active=True).exclude(password="!")  # noqa: S106
    return bool(Authenticator.objects.filter(user__in=workers).exists())


def code_now() -> str:
    """Return the code of this half minute."""
    return str(auth.format_hotp_value(auth.hotp_value(SECRET, int(timezone.now().timestamp()) // SECONDS)))


def lines() -> list[str]:
    """Return how to sign in as each of them, a line each, with the code of this half minute."""
    names = dict(Worker.objects.filter(email__in=READY).values_list("email", "name"))
    roles = dict(Worker.objects.filter(email__in=READY).values_list("email", "role"))
    return [
        *(
            f"{roles[email].replace('-', ' '):17}{names[email]:23}{email}"
            for email in READY
            if email in names
        ),
        "",
        f"Password         {PASSWORD}",
        f"Code now         {code_now()}   a new one every {SECONDS} seconds; the next: .venv/bin/threshold demo --code",
        f"Code generator   otpauth://totp/Fennmarsh:demo?secret={SECRET}&issuer=Threshold",
    ]
