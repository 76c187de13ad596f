"""What journeys at the staff door share: somebody signed in, and how a page is looked at."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.world import World, a_world
from threshold.confidentiality.rules import Role
from threshold.design.build import MODULES
from threshold.doors.staff.session import SECOND_STEP
from threshold.staffing.models import Worker

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of every page, for whoever wants to look at them."""


@pytest.fixture
def staff_world(transactional_db: None) -> World:
    """The authority, in a database that the browser's server sees too."""
    return a_world()


@pytest.fixture
def signed_in(staff_world: World, live_server: Any) -> Callable[[Page, Role], Page]:
    """Return a page on the way as the worker with a role, past the password and the second step, by its session."""

    def as_role(page: Page, role: Role) -> Page:
        worker = Worker.objects.get(pk=staff_world.everyone[role].worker_id)
        Worker.objects.filter(pk=worker.pk).update(must_change_password=False)
        client = Client()
        client.force_login(worker)
        session = client.session
        session[SECOND_STEP] = worker.pk
        session.save()
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/staff/")
        return page

    return as_role


@pytest.fixture
def examined(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Check a page as axe sees it and that it fits its window, and take its picture."""
    own = MODULES / "axe-core/axe.min.js"
    axe = Axe.from_file(own) if own.is_file() else Axe()

    def examine(page: Page, name: str, *, script: bool = True) -> None:
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{request.node.name}-{name}.png", full_page=True)
        if script:
            results = axe.run(page, options=WCAG)
            assert results.violations_count == 0, f"{name}: {results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name

    return examine
