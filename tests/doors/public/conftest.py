"""Somebody at the public door: what they see and what they press."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import World, a_draft, a_world
from threshold.confidentiality.rules import PUBLIC
from threshold.doors.public.holding import COOKIE, Held, Stage, held_in, sealed
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.queries import draft_under
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.report import Draft


@dataclass
class Person:
    """A browser, and whoever sits in front of it."""

    client: Client = field(default_factory=Client)

    def sees(self, address: str) -> str:
        """Return the words of a page, with every redirect followed."""
        return str(self.client.get(address, follow=True).content.decode())

    def answers(self, page: str, *, then: str = "", **answers: Any) -> Any:
        """Send one page and return what comes back."""
        return self.client.post(f"/report/{page}", {**answers, "then": then})

    def starts(self) -> str:
        """Press Start and return the code."""
        self.client.post("/begin")
        return self.code

    @property
    def held(self) -> Held | None:
        """Return what this browser holds."""
        request = self.client.request().wsgi_request
        return held_in(request, at=timezone.now())

    @property
    def code(self) -> str:
        """Return the code that this browser holds, or nothing."""
        return self.held.code if self.held else ""

    @property
    def draft(self) -> Draft:
        """Return what is saved under the code of this browser."""
        return draft_under(code=self.code, viewer=PUBLIC, at=timezone.now())[0]

    def holds(self, code: str, *, stage: Stage = Stage.WRITING, since: datetime | None = None) -> None:
        """Put a code into this browser, last used at `since`."""
        self.client.cookies[COOKIE] = sealed(Held(code, stage), at=since or timezone.now())

    def sends(self, wording: str = "public-1") -> Any:
        """Press the last button and return what comes back."""
        return self.client.post("/report/check", {"declaration": wording})

    def tells(self, **answers: Any) -> str:
        """Start, write a worry and more, send it, and return the code."""
        code = self.starts()
        self.answers("worry", worry="The children at number 12 are often alone.")
        for page, answer in answers.items():
            self.answers(page, **answer)
        assert self.sends(wording="public-1").status_code == 302
        return code

    def comes_back(self, code: str, ref: str = "", **more: str) -> Any:
        """Write code and reference into the form for coming back."""
        return self.client.post("/come-back", {"code": code, "reference": ref, **more})


def a_sent_report(*, at: datetime, draft: Draft | None = None) -> tuple[str, str]:
    """Send a report at a moment and return its code and its reference."""
    code = new_code()
    save_draft(code=code, draft=draft or a_draft(), by=PUBLIC, at=at)
    return code, send(code=code, by=PUBLIC, at=at).ref


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def person(world: World) -> Person:
    return Person()
