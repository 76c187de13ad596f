"""A screening worker takes a report from the worklist to the answer: at a desk, on a telephone, by keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.desk.stories import decided, received, settled, taken
from tests.world import World
from threshold.confidentiality.rules import Role
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.approve import approve

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, DESK = {"width": 375, "height": 740}, {"width": 1280, "height": 900}
Examined, SignedIn = Callable[..., None], Callable[[Page, Role], Page]


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A telephone without script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_act(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def write_when(page: Page, hours_ago: float) -> None:
    moment = timezone.localtime(timezone.now() - timedelta(hours=hours_ago))
    for name, value in (("Day", moment.day), ("Month", moment.month), ("Year", moment.year)):
        page.get_by_label(name, exact=True).fill(str(value))
    page.get_by_label("Time", exact=False).last.fill(f"{moment:%H:%M}")


def decide_about(page: Page, called: str, outcome: str) -> None:
    open_act(page, f"Decide what happens next: {called}")
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("Early help", exact=True).last.check()
    page.get_by_label("None met").check()
    page.get_by_label("The reason for your decision").fill("Seen at school, safe with an aunt.")
    press(page, "Record the decision")


def test_a_report_is_opened_taken_on_answered_decided_and_told(
    desk: Page, staff_world: World, signed_in: SignedIn, examined: Examined
) -> None:
    received_at = timezone.now() - timedelta(hours=5)
    before, _ = received(at=received_at - timedelta(days=90))
    settled(
        taken(before, staff_world.screener, at=received_at - timedelta(days=90)),
        staff_world,
        at=received_at - timedelta(days=89),
    )
    ref, _ = received(at=received_at, standing=Standing.WITHHELD)
    page = signed_in(desk, Role.SCREENING_WORKER)
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/")

    expect(page.get_by_role("heading", level=1)).to_have_text("What we were told")
    expect(page.get_by_text("They asked that the family is not told")).to_be_visible()
    expect(page.get_by_text("Re-referral: follows the decision of")).to_be_visible()
    assert "Bram" not in page.title()
    examined(page, "01-waiting")

    press(page, "Take it on")
    expect(page.get_by_text("You hold this contact now.")).to_be_visible()

    open_act(page, "Acknowledge it to the person who told us")
    press(page, "Send the acknowledgement")
    expect(page.get_by_role("link", name="Write your message first")).to_be_visible()
    examined(page, "02-acknowledge-empty")
    page.get_by_label("What do you want to tell them?").fill("We have it and I am looking at it now.")
    press(page, "Send the acknowledgement")
    expect(page.locator(".thread")).to_contain_text("I am looking at it now.")

    open_act(page, "Record who was seen or spoken to")
    page.get_by_label("Spoke to the family").check()
    write_when(page, 30)
    page.get_by_label("What happened?").fill("Spoke to mother at home.")
    press(page, "Record it")
    expect(page.locator(".govuk-error-message")).to_contain_text("before the report came in")
    expect(page.get_by_label("What happened?")).to_have_value("Spoke to mother at home.")
    examined(page, "03-response-too-early")
    write_when(page, 1)
    press(page, "Record it")
    expect(page.get_by_text("The response is recorded.")).to_be_visible()

    open_act(page, "Correct what is known about the child: the little one")
    page.get_by_label("Name, or how they are known").fill("Ida Testerly")
    press(page, "Record the correction")
    expect(page.get_by_role("link", name="Say why it is corrected")).to_be_visible()
    expect(page.get_by_label("Name, or how they are known")).to_have_value("Ida Testerly")
    examined(page, "03-correct-without-a-reason")
    page.get_by_label("Why is it corrected?").fill("The school gave her name.")
    press(page, "Record the correction")
    expect(page.locator(".timeline")).to_contain_text("Corrected what is known for Ida Testerly: name")

    open_act(page, "Record the screening")
    page.get_by_label("A worry about a child’s welfare").or_(
        page.get_by_label("A worry about a child's welfare")
    ).check()
    page.get_by_label("What did you look at, and what did you find?").fill(
        "School and health know the family."
    )
    examined(page, "04-screen")
    press(page, "Record the screening")

    open_act(page, "Decide what happens next: Bram Testerly")
    assert page.locator("input[type=radio]:checked").count() == 0
    examined(page, "05-decide")
    page.go_back()
    decide_about(page, "Bram Testerly", "No further action")
    decide_about(page, "Ida Testerly", "Child and family assessment")
    expect(page.get_by_text("Waiting for a second person", exact=True)).to_be_visible()
    examined(page, "06-waiting-for-a-second-person")

    approve(ref=ref, number=1, agreed=True, reason="", by=staff_world.manager, at=timezone.now())
    page.reload()
    open_act(page, "Tell the person who told us what came of it")
    expect(page.locator("blockquote")).to_contain_text("We have acted on what you told us.")
    expect(page.locator("blockquote")).not_to_contain_text("Bram")
    examined(page, "07-tell")
    page.get_by_label("Anything you want to add").fill("Thank you for calling twice.")
    press(page, "Tell them")
    expect(page.locator(".thread")).to_contain_text("Thank you for calling twice.")
    expect(page.locator(".timeline")).to_contain_text("written down")
    examined(page, "08-told")

    page.get_by_role("link", name="Why this date?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why this date?")
    examined(page, "09-why")


def test_without_script_on_a_telephone_everything_typed_is_kept(
    plain: Page, staff_world: World, signed_in: SignedIn, examined: Examined
) -> None:
    ref, _ = received(at=timezone.now() - timedelta(hours=2), identity=Identity(name="Nell O’Neill"))
    taken(ref, staff_world.screener, at=timezone.now() - timedelta(hours=1))
    page = signed_in(plain, Role.SCREENING_WORKER)
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/")
    examined(page, "01-contact", script=False)

    open_act(page, "Decide what happens next: Bram Testerly")
    page.get_by_label("The reason for your decision").fill("Łukasz, علي and O’Neill: all seen. 😟")
    press(page, "Record the decision")
    expect(page.get_by_role("link", name="Choose what was decided")).to_be_visible()
    expect(page.get_by_label("The reason for your decision")).to_have_value(
        "Łukasz, علي and O’Neill: all seen. 😟"
    )
    examined(page, "02-decide-unfinished", script=False)
    page.get_by_label("Information and advice").check()
    page.get_by_label("Specialist").check()
    page.get_by_label("Risk of significant harm").check()
    press(page, "Record the decision")
    expect(page.get_by_text("The decision for Bram Testerly is recorded.")).to_be_visible()

    page.get_by_text("What cannot be done now, why, and who can").click()
    expect(page.get_by_text("There is no decision waiting for a second person.")).to_be_visible()
    page.get_by_role("link", name="Clocks", exact=True).click()
    expect(page.locator(".timeline")).to_contain_text("Clock stopped")
    examined(page, "03-clocks", script=False)


def test_a_contact_fits_a_telephone(
    phone: Page, staff_world: World, signed_in: SignedIn, examined: Examined
) -> None:
    ref, _ = received(at=timezone.now() - timedelta(days=3))
    taken(ref, staff_world.screener, at=timezone.now() - timedelta(days=2))
    decided(ref, 1, "no-further-action", by=staff_world.screener, at=timezone.now() - timedelta(days=1))
    page = signed_in(phone, Role.SCREENING_WORKER)
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/")
    examined(page, "01-contact")
    page.get_by_role("link", name="Why this date?").first.click()
    examined(page, "02-why")
    page.go_back()
    open_act(page, "Hand it over")
    examined(page, "03-hand-over")


def test_by_keyboard_alone(desk: Page, staff_world: World, signed_in: SignedIn) -> None:
    ref, _ = received(at=timezone.now() - timedelta(hours=2))
    page = signed_in(desk, Role.SCREENING_WORKER)
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/")
    tab_to(page, "Take it on")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You hold this contact now.")).to_be_visible()
    tab_to(page, "Acknowledge it to the person who told us")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acknowledge the report")
    tab_to(page, "What do you want to tell them?")
    page.keyboard.type("We have it.")
    tab_to(page, "Send the acknowledgement")
    page.keyboard.press("Enter")
    expect(page.locator(".thread")).to_contain_text("We have it.")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus."""
    named = "e => (e.labels && e.labels[0] || e).innerText.trim()"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"({named})(document.activeElement)") == name:
            return
    raise AssertionError(f"Tab never came to {name!r}")
