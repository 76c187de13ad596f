"""An administrator looks after the service: what stands still is said first, with what to do, and no case is read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from threshold.confidentiality.rules import SYSTEM, Role
from threshold.design.build import build
from threshold.upkeep.actions.watch import watch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    build()


@pytest.mark.parametrize("width", [1280, 375])
def test_what_stands_still_is_said_with_what_to_do(
    page: Page, live_server: Any, signed_in: Callable[..., Page], examined: Callable[..., None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, Role.ADMINISTRATOR)
    watch(by=SYSTEM, at=timezone.now() + timedelta(minutes=3))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Health").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Health of the service")
    expect(page.get_by_text("Something needs you now.")).to_be_visible()
    expect(page.get_by_role("heading", name="The worker Act now")).to_be_visible()
    expect(page.get_by_text("Run: threshold work")).to_be_visible()
    expect(page.get_by_text("It is not over.")).to_be_visible()
    examined(page, "health")
    page.get_by_role("link", name="Set-up").click()
    expect(page.get_by_role("main").get_by_role("link", name="Health")).to_be_visible()
