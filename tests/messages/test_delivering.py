"""What waits to go out goes, is tried again, or is given up; nothing that cannot go holds up what waits behind it."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core import mail

from tests.world import MONDAY, a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.messages.actions.deliver import deliver
from threshold.messages.actions.post import post
from threshold.messages.models import Outgoing
from threshold.messages.rules import TRIES, Channel, Delivery, Letter

pytestmark = pytest.mark.django_db

FACTS = {"count": "1", "address": "https://frontdoor.example"}


@pytest.fixture(autouse=True)
def _world() -> None:
    a_world()


class Mumbling(BaseHTTPRequestHandler):
    """A text service that has lost its mind."""

    def do_POST(self) -> None:
        self.wfile.write(b"Bread and butter.\r\n\r\n")


@pytest.fixture
def mumbling(settings: Any) -> Iterator[None]:
    service = HTTPServer(("127.0.0.1", 0), Mumbling)
    Thread(target=service.serve_forever, daemon=True).start()
    settings.TEXT_SERVICE_URL = f"http://127.0.0.1:{service.server_port}"
    yield
    service.shutdown()
    service.server_close()


def posted(to: str, channel: Channel = Channel.EMAIL, minutes: int = 0) -> int:
    at = MONDAY + timedelta(minutes=minutes)
    return post(letter=Letter.LATE, to=to, channel=channel, facts=FACTS, about=None, by=SYSTEM, at=at)


def delivered(at: timedelta = timedelta(hours=1)) -> int:
    """Deliver until nothing is due and return how often something was tried."""
    tried = 0
    while deliver(by=SYSTEM, at=MONDAY + at):
        tried += 1
    return tried


def test_what_waits_goes_once() -> None:
    posted("max@fennmarsh.example")
    assert (delivered(), delivered()) == (1, 0)
    assert [message.to for message in mail.outbox] == [["max@fennmarsh.example"]]
    assert Outgoing.objects.get().state == Delivery.SENT


@pytest.mark.parametrize(
    ("to", "because"),
    [
        ("max@fennmarsh.example\nBcc: everyone@example.org", "an address with a line break adds no header"),
        (f"max@{'ü' * 64}.example", "a domain that is too long to be one"),
    ],
)
def test_an_address_nobody_can_write_to_is_given_up_and_holds_nobody_up(to: str, because: str) -> None:
    posted(to)
    posted("dee@fennmarsh.example", minutes=1)
    assert delivered() == 2, because
    assert [message.to for message in mail.outbox] == [["dee@fennmarsh.example"]]
    bad = Outgoing.objects.order_by("pk")[0]
    assert (bad.state, bad.attempts) == (Delivery.WAITING, 1)
    assert "fennmarsh" not in bad.trouble
    for hours in range(2, 2 + TRIES * 3, 3):
        delivered(timedelta(hours=hours))
    assert Outgoing.objects.order_by("pk")[0].state == Delivery.FAILED


@pytest.mark.usefixtures("mumbling")
def test_a_text_service_whose_answer_is_none_holds_up_no_mail() -> None:
    posted("07700900001", Channel.TEXT)
    posted("dee@fennmarsh.example", minutes=1)
    assert delivered() == 2
    assert len(mail.outbox) == 1
    assert Outgoing.objects.order_by("pk")[0].trouble == "text: BadStatusLine"
