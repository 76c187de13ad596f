"""What the promises' tests share: the authority, and a report that has been sent in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.world import MONDAY, World, a_draft, a_world
from threshold.confidentiality.rules import PUBLIC
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.rules.codes import new_code

Sent = tuple[str, str]


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def send_in(world: World) -> Callable[..., Sent]:
    """Return how to send a report in; it gives the reference and the code."""

    def sending(*, at: datetime = MONDAY, **changes: Any) -> Sent:
        code = new_code()
        save_draft(code=code, draft=a_draft(**changes), by=PUBLIC, at=at)
        return send(code=code, by=PUBLIC, at=at).ref, code

    return sending
