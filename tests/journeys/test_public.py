"""Somebody tells us, on a telephone-sized screen in a real browser, and comes back for the answer."""

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.world import World, a_world
from threshold.confidentiality.rules import SYSTEM
from threshold.design.build import MODULES, build
from threshold.evidence.queries import files_of
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.acknowledge import acknowledge
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.models import ContactVersion
from threshold.referrals.queries import contact_row
from threshold.referrals.rules.codes import tidy

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 375, "height": 740}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of every page, for whoever wants to look at them."""


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    if not (Path("build/static/design/public.css")).is_file():
        build()


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_world()


@pytest.fixture
def phone(browser: Browser, world: World) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser: Browser, world: World) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def looks(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Check a page as axe sees it, and take its picture."""
    own = MODULES / "axe-core/axe.min.js"
    axe = Axe.from_file(own) if own.is_file() else Axe()

    def look(page: Page, name: str, *, script: bool = False) -> None:
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{request.node.name}-{name}.png", full_page=True)
        if script:
            results = axe.run(page, options=WCAG)
            assert results.violations_count == 0, f"{name}: {results.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name

    return look


def a_photograph(where: str) -> dict[str, Any]:
    """Return a JPEG that says where it was taken, as a telephone makes it."""
    picture, kept = Image.new("RGB", (320, 240), "#446"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = where
    exif[0x0132] = "2026:03:01 22:10:00"
    picture.save(kept, "JPEG", exif=exif)
    return {"name": f"{where}.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def code_on(page: Page) -> str:
    return tidy("".join(page.locator(".receipt__code").last.locator("[aria-hidden]").all_inner_texts()))


def test_a_neighbour_tells_us_with_two_photographs_and_follows_it_without_script(
    phone: Page, live_server: Any, world: World, looks: Callable[..., None]
) -> None:
    phone.goto(live_server.url)
    looks(phone, "01-start")
    press(phone, "Start")
    code = code_on(phone)
    assert len(code) == 24
    looks(phone, "02-code")
    phone.get_by_role("button", name="I have kept it, go on").click()

    phone.get_by_label("I am worried about a child I know or have seen").check()
    looks(phone, "03-who")
    press(phone, "Continue")

    press(phone, "Continue")
    expect(phone.get_by_role("link", name="Tell us what you are worried about")).to_be_visible()
    looks(phone, "04-worry-missing")
    phone.get_by_label("What are you worried about?").fill(
        "The boy at number 12 is alone at night. O’Neill, علي 😟"
    )
    press(phone, "Continue")

    phone.get_by_label("What did you see or hear yourself?").fill("He sat on the step in the rain.")
    phone.get_by_label("What did somebody else tell you?").fill("A neighbour says his mother works nights.")
    looks(phone, "05-seen")
    press(phone, "Continue")
    phone.get_by_label("When did it happen?").fill("Most nights since January")
    press(phone, "Continue")

    phone.get_by_label("Name, or how you know them").fill("the boy at number 12")
    phone.get_by_label("Or about how old they are").fill("about 6")
    phone.get_by_label("Where do they live?").fill("12 Reed Lane, SX1 2AB")
    looks(phone, "06-child")
    press(phone, "Continue")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Saltby Council")
    looks(phone, "07-elsewhere")
    phone.get_by_role("button", name="Tell you here").click()
    phone.get_by_role("link", name="Add another child").click()
    phone.get_by_label("Name, or how you know them").fill("Łucja")
    press(phone, "Continue")
    looks(phone, "08-children")
    press(phone, "Continue")

    phone.get_by_label("No", exact=True).check()
    looks(phone, "09-safe")
    press(phone, "Continue")
    looks(phone, "10-danger")
    phone.get_by_role("link", name="Go on and tell you more first").click()
    press(phone, "Continue")

    looks(phone, "11-files")
    phone.get_by_label("Choose a file").set_input_files([a_photograph("step"), a_photograph("door")])
    press(phone, "Add these files")
    expect(phone.locator(".files__name", has_text="step.jpg")).to_be_visible()
    phone.get_by_label("Choose a file").set_input_files(
        {"name": "notes.html", "mimeType": "text/html", "buffer": b"<html>hello</html>"}
    )
    press(phone, "Continue")
    expect(phone.get_by_role("link", name=re.compile("^notes.html: this file can run"))).to_be_visible()
    looks(phone, "12-files-refused")
    press(phone, "Continue")

    phone.get_by_label("You can have my name, but the family must not learn it was me").check()
    looks(phone, "13-you")
    press(phone, "Continue")
    phone.get_by_label("Your name").fill("Nell Bystander")
    phone.get_by_label("E-mail").fill("nell@example.org")
    looks(phone, "14-name")
    press(phone, "Continue")
    phone.get_by_label("Ways and times that are safe for you").fill("Not at home")
    phone.get_by_label("It is safe to send me e-mail").check()
    looks(phone, "15-answers")
    press(phone, "Continue")

    looks(phone, "16-check")
    assert "the boy at number 12" in phone.inner_text("main")
    press(phone, "Send my report")
    looks(phone, "17-receipt")
    assert phone.url == f"{live_server.url}/report/sent"
    assert code_on(phone) == code
    ref = tidy("".join(phone.locator(".receipt__code").first.locator("[aria-hidden]").all_inner_texts()))
    contact = contact_row(ref=ref, viewer=SYSTEM)
    assert contact.danger
    assert contact.neighbour == "saltby"
    assert [file.name for file in files_of(about=contact.ledger_ref, viewer=SYSTEM)] == [
        "step.jpg",
        "door.jpg",
    ]
    said = ContactVersion.objects.get(contact=contact)
    assert said.worry == "The boy at number 12 is alone at night. O’Neill, علي 😟"
    assert said.declaration.startswith("I have told you what I know")

    phone.get_by_role("link", name="Check that you have kept the code").click()
    phone.get_by_label("The last four").fill(code[-4:].lower())
    press(phone, "Check")
    press(phone, "Leave, and clear this device")
    phone.goto(f"{live_server.url}/report/sent")
    assert code[-4:] not in phone.content()
    assert ref not in phone.content()
    looks(phone, "18-receipt-gone")

    now = timezone.now()
    note_opening(ref=ref, by=world.screener, at=now)
    accept(ref=ref, by=world.screener, at=now)
    acknowledge(ref=ref, words="We have it and are working on it.", by=world.screener, at=now)

    phone.goto(f"{live_server.url}/come-back")
    phone.get_by_label("Your code").fill("-".join(re.findall("....", code.lower())))
    phone.get_by_label("Your reference").fill(ref)
    looks(phone, "19-come-back")
    press(phone, "Open my report")
    looks(phone, "20-report")
    words = phone.inner_text("main")
    assert "Opened by the front door" in words
    assert "We have it and are working on it." in words
    assert "Sky" not in words
    phone.get_by_label("Write to us").fill("He was out again last night.")
    press(phone, "Send message")
    expect(phone.get_by_text("He was out again last night.")).to_be_visible()
    expect(phone.get_by_role("heading", name="We answer what you wrote")).to_be_visible()
    looks(phone, "21-wrote")


def test_a_teacher_tells_us_with_script_and_axe_finds_nothing_on_any_page(
    scripted: Page, live_server: Any, looks: Callable[..., None]
) -> None:
    page = scripted
    for address in ("", "privacy", "accessibility", "about", "left", "deleted", "report/sent", "come-back"):
        page.goto(f"{live_server.url}/{address}")
        looks(page, f"00-{address.replace('/', '-') or 'start'}", script=True)
    page.goto(live_server.url)
    press(page, "Start")
    code = code_on(page)
    looks(page, "01-code", script=True)
    page.get_by_role("button", name="I have kept it, go on").click()
    page.get_by_label("I work with children, and this is part of my work").check()
    looks(page, "02-who", script=True)
    press(page, "Continue")
    for name, answer in (
        ("What are you worried about?", "A pupil told me she is afraid to go home."),
        ("What did you see or hear yourself?", "Bruises on her arm."),
        ("When did it happen?", "Today"),
        ("Name, or how you know them", "Nguyễn Thị Mai"),
    ):
        page.get_by_label(name).fill(answer)
        looks(page, f"03-{name[:12]}", script=True)
        press(page, "Continue")
    looks(page, "04-children", script=True)
    press(page, "Continue")
    looks(page, "05-safe", script=True)
    page.get_by_label("No", exact=True).check()
    press(page, "Continue")
    looks(page, "06-danger", script=True)
    page.goto(f"{live_server.url}/report/files")
    page.get_by_label("Choose a file").set_input_files(a_photograph("arm"))
    press(page, "Add these files")
    looks(page, "07-files", script=True)
    press(page, "Continue")
    looks(page, "08-work", script=True)
    page.get_by_label("Where you work").fill("Fenn Primary School")
    page.get_by_label("Work e-mail").fill("head@@example")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_be_visible()
    looks(page, "09-work-wrong", script=True)
    page.get_by_label("Work e-mail").fill("head@school.example")
    press(page, "Continue")
    page.get_by_label("Not told, because telling them could put a child at risk").check()
    looks(page, "10-family", script=True)
    press(page, "Continue")
    looks(page, "11-answers", script=True)
    press(page, "Continue")
    looks(page, "12-check", script=True)
    press(page, "Send my report")
    looks(page, "13-receipt", script=True)
    assert "proof that you told" in page.inner_text("main")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the receipt as a PDF").click()
    assert saved.value.suggested_filename == "notes.pdf"
    assert code not in page.url
    page.get_by_role("link", name="Say who you are").click()
    looks(page, "14-say-who", script=True)
    page.get_by_label("Your name").fill("Ada Teacherly")
    press(page, "Send")
    expect(page.get_by_text("We have your name now")).to_be_visible()
    looks(page, "15-report", script=True)
    expect(page.get_by_role("link", name="Say who you are")).to_have_count(0)


def test_somebody_without_a_mouse_tells_us_and_leaves_in_a_hurry(
    scripted: Page, live_server: Any, looks: Callable[..., None]
) -> None:
    page = scripted
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    with_the_keyboard(page, "Start")
    with_the_keyboard(page, "I have kept it, go on")
    tab_to(page, "I am worried about a child I know or have seen")
    page.keyboard.press("Space")
    with_the_keyboard(page, "Continue")
    tab_to(page, "What are you worried about?")
    page.keyboard.type("They are often alone.")
    with_the_keyboard(page, "Continue")
    with_the_keyboard(page, "Check and send now")
    with_the_keyboard(page, "Send my report")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have what you sent")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText) || '')(document.activeElement)"
        )
        if said.strip() == name:
            return
    raise AssertionError(f"{name!r} cannot be reached with the keyboard")


def with_the_keyboard(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_axe_finds_nothing_on_the_pages_that_few_people_meet(
    scripted: Page, live_server: Any, looks: Callable[..., None]
) -> None:
    page, url = scripted, live_server.url
    page.goto(f"{url}/report/worry")
    looks(page, "01-ended", script=True)
    page.get_by_label("Your code").fill("short")
    press(page, "Open my report")
    looks(page, "02-not-a-code", script=True)
    for _ in range(6):
        page.get_by_label("Your code").fill("2" * 24)
        press(page, "Open my report")
    expect(page.get_by_text("Please wait")).to_be_visible()
    looks(page, "03-wait", script=True)

    page.goto(url)
    press(page, "Start")
    page.goto(f"{url}/report/who")
    page.get_by_label("I am under 18").check()
    press(page, "Continue")
    looks(page, "04-a-childs-worry", script=True)
    page.get_by_label("What is happening?").fill("I do not want to go home.")
    press(page, "Continue")
    page.goto(f"{url}/report/children/1")
    page.get_by_label("Day").first.fill("31")
    press(page, "Continue")
    looks(page, "05-child-wrong", script=True)
    page.get_by_label("Day").first.fill("")
    page.get_by_label("Where do you, or they, live?").fill("SX1 1AA")
    press(page, "Continue")
    looks(page, "06-elsewhere", script=True)
    page.goto(f"{url}/report/delete")
    looks(page, "07-delete", script=True)
    page.goto(f"{url}/report/check")
    press(page, "Send my report")
    page.goto(f"{url}/report/sent/check")
    looks(page, "08-last-group", script=True)
    page.get_by_label("The last four").fill("2222")
    press(page, "Check")
    looks(page, "09-last-group-wrong", script=True)
    page.goto(f"{url}/follow")
    press(page, "Send message")
    looks(page, "10-no-message", script=True)
