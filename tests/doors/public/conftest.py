"""Someone at the public door, with what they can see and press."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from tests.world import World, a_world
from threshold.doors.public.holding import COOKIE
from threshold.doors.public.holding import held_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


@dataclass
class Person:
    """A browser, and whoever sits in front of it."""

    client: Client = field(default_factory=Client)

    def sees(self, address: str) -> str:
        """Return the text of a page, with every redirect followed."""
        return str(self.client.get(address, follow=True).content.decode())

    def answers(self, page: str, *, then: str = "", **answers: Any) -> Any:
        """Send one page and return where it leads."""
        return self.client.post(f"/report/{page}", {**answers, "then": then})

    def starts(self) -> str:
        """Press Start and return the code."""
        self.client.post("/begin")
        return self.code

    @property
    def code(self) -> str:
        """Return the code that this browser holds, or nothing."""
        request = HttpRequest()
        request.COOKIES = {name: morsel.value for name, morsel in self.client.cookies.items()}
        held = held_in(request, at=timezone.now())
        return held.code if held else ""

    def sends(self, wording: str = "public-1") -> Any:
        """Press the last button and return where it leads."""
        return self.client.post("/report/check", {"declaration": wording})

    def tells(self, worry: str = "The children at number 12 are often alone.", **answers: Any) -> str:
        """Start, write a worry, send it, and return the code."""
        code = self.starts()
        self.answers("worry", worry=worry)
        for page, answer in answers.items():
            self.answers(page, **answer)
        assert self.sends().status_code == 302
        return code


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def person(world: World) -> Person:
    return Person()
