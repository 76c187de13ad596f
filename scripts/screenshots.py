"""Takes the README's pictures from a running demo, as a person would see it: `make screenshots PORT=8123`.

It sends one report to the demo. A code is good once, so a second run has to wait for the next half minute.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
]
WORRY = "The boy at number 12 is often outside alone after dark. Tonight he was in the rain without a coat."


def press(page: Page, name: str) -> None:
    """Press the button with this name."""
    page.get_by_role("button", name=name, exact=True).click()


def picture(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def tell(page: Page, here: str) -> None:
    """Tell the council about a child, as shortly as one can, and take pictures on the way."""
    page.goto(here)
    picture(page, "start")
    press(page, "Start")
    page.get_by_role("button", name="I have kept it, go on").click()
    page.get_by_label("I am worried about a child I know or have seen").check()
    press(page, "Continue")
    page.get_by_label("What are you worried about?").fill(WORRY)
    picture(page, "worry")
    while not page.url.endswith("/report/check"):
        press(page, "Continue")
    press(page, "Send my report")
    picture(page, "receipt")


def check(page: Page, here: str) -> None:
    """Look at the page that says how to check the ledger, from the picture of the tree on."""
    page.goto(f"{here}/ledger/")
    page.evaluate("document.querySelector('.tree-figure').scrollIntoView()")
    picture(page, "check")


def sign_in(page: Page, here: str, who: str) -> None:
    """Sign in as one of the demo's people."""
    from threshold.demo import ready

    page.goto(f"{here}/staff/")
    page.get_by_label("E-mail address").fill(who)
    page.get_by_label("Password", exact=True).fill(ready.PASSWORD)
    press(page, "Continue")
    page.get_by_label("Code").fill(ready.code_now())
    press(page, "Sign in")


def work(page: Page, here: str) -> None:
    """Look at the list of somebody who screens, and at one contact."""
    from threshold.demo import people

    sign_in(page, here, people.SCREENERS[0])
    page.get_by_role("link", name="my team’s").click()
    picture(page, "worklist")
    page.locator("main a[href*='/staff/contacts/']").first.click()
    picture(page, "contact")


def look_after(page: Page, here: str) -> None:
    """Look at the health of the service as an administrator."""
    from threshold.demo import people

    sign_in(page, here, people.ADMINISTRATOR)
    page.goto(f"{here}/staff/health/")
    picture(page, "health")


@contextmanager
def window(browser: Browser, size: ViewportSize) -> Iterator[Page]:
    """Open a page of this size that forgets everything afterwards."""
    context = browser.new_context(viewport=size)
    yield context.new_page()
    context.close()


def main(port: str) -> None:
    """Take every picture."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
    django.setup()
    PICTURES.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    here = f"http://localhost:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        with window(browser, PHONE) as page:
            tell(page, here)
            check(page, here)
        with window(browser, DESK) as page:
            work(page, here)
        with window(browser, DESK) as page:
            look_after(page, here)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
