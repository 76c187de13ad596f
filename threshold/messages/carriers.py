"""The carriers that take a text out of the building: the mail server, and a text service that speaks Notify."""

import base64
import hashlib
import hmac
import json
import time
from email.utils import make_msgid
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage

TIMEOUT_SECONDS = 20


class NotCarried(Exception):
    """The carrier did not take it. The words are for operators and hold no address and no content."""


def by_email(*, to: str, subject: str, body: str) -> None:
    """Hand one e-mail to the mail server, or raise NotCarried."""
    mail = EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to])
    mail.extra_headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": make_msgid(domain="threshold.invalid"),
    }
    try:
        mail.send()
    except OSError as trouble:
        raise NotCarried(f"mail server: {type(trouble).__name__}") from None


def by_text(*, to: str, body: str) -> None:
    """Hand one text to a service with GOV.UK Notify's interface, or raise NotCarried; a demo has a folder instead."""
    if not settings.TEXT_SERVICE_URL and settings.EMAIL_FILE_PATH:
        return _into_folder(Path(settings.EMAIL_FILE_PATH), f"To: {to}\n\n{body}\n")
    if not settings.TEXT_SERVICE_URL:
        raise NotCarried("no text service is set: see threshold doctor")
    content = {"phone_number": to, "template_id": settings.TEXT_TEMPLATE, "personalisation": {"body": body}}
    request = Request(  # noqa: S310 - the address is the operator's setting
        f"{settings.TEXT_SERVICE_URL}/v2/notifications/sms",
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {_token()}"},
    )
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
            return None
    except HTTPError as trouble:
        raise NotCarried(f"text service: answered {trouble.code}") from None
    except (URLError, OSError) as trouble:
        raise NotCarried(f"text service: {type(trouble).__name__}") from None


def _into_folder(folder: Path, content: str) -> None:
    (folder / f"text-{uuid4()}.txt").write_text(content)


def _token() -> str:
    """Return the signed token that Notify asks for: the service's id, and the time, under its secret."""
    head = _part({"typ": "JWT", "alg": "HS256"})
    claim = _part({"iss": settings.TEXT_SERVICE_ID, "iat": int(time.time())})
    signature = hmac.new(settings.TEXT_SERVICE_SECRET.encode(), f"{head}.{claim}".encode(), hashlib.sha256)
    return f"{head}.{claim}.{_plain(signature.digest())}"


def _part(content: dict[str, object]) -> str:
    return _plain(json.dumps(content).encode())


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
