"""The style guide in a real browser: what axe finds, what the policy blocks, what works without script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from threshold.design.build import MODULES

PAGES = ["/", "/desk/", "/question/", "/choice/", "/interruption/", "/nowhere/", "/broken/", "/?language=ur"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESKTOP, PHONE = (1280, 800), (375, 740)


@pytest.fixture(scope="module", params=[(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    (width, height), script = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    if not script:
        # Not java_script_enabled=False: axe itself could not run. The page is as plain either way.
        context.route("**/threshold.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def axe() -> Axe:
    own = MODULES / "axe-core/axe.min.js"
    return Axe.from_file(own) if own.is_file() else Axe()


def scripted(page: Page) -> bool:
    return page.locator("body.js-enabled").count() == 1


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, guide: str, axe: Axe, address: str) -> None:
    page.goto(guide + address)
    results = axe.run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("address", ["/", "/desk/", "/choice/"])
def test_axe_finds_nothing_among_errors(page: Page, guide: str, axe: Axe, address: str) -> None:
    page.goto(guide + address)
    page.get_by_role("button", name="ontinue").click()
    assert page.title().startswith("Error: ")
    results = axe.run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_wider_than_the_page(page: Page, guide: str, address: str) -> None:
    page.goto(guide + address)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_blocks_nothing_of_ours(page: Page, guide: str, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(guide + address)
    assert [
        line for line in said if not line.startswith("Failed to load resource: the server responded")
    ] == []


def test_a_link_in_the_summary_leads_to_the_box_to_mend(page: Page, guide: str) -> None:
    page.goto(guide + "/")
    page.get_by_label("What are you worried about?").fill("x")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Say which day it was").click()
    focused = page.evaluate("document.activeElement.id || location.hash.slice(1)")
    assert focused == "id_day-day"
    assert page.get_by_label("What are you worried about?").input_value() == "x"


def test_the_way_out_is_on_the_page_and_on_the_keyboard(page: Page, guide: str) -> None:
    page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Weather", content_type="text/html")
    )
    page.goto(guide + "/question/")
    if scripted(page):
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page: Page, guide: str) -> None:
    page.goto(guide + "/desk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"


def test_what_people_can_press_is_large_enough_for_a_thumb(page: Page, guide: str) -> None:
    page.goto(guide + "/desk/")
    small = page.evaluate(
        """[...document.querySelectorAll('button, .counts__link, .desk-nav__link, input:not([type=hidden])')]
        .filter(e => e.getClientRects().length && Math.min(e.offsetWidth, e.offsetHeight) < 24)
        .map(e => e.outerHTML)"""
    )
    assert small == []
