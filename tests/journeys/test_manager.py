"""A manager is the second person, moves work and dates, and looks at how it was known on a day."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.desk.stories import decided, received, taken
from tests.world import World
from threshold.confidentiality.rules import Role

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
def desk(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)
    yield context.new_page()
    context.close()


@pytest.fixture
def proposed(staff_world: World) -> str:
    """A contact two days old, with no further action proposed for its first child."""
    came_in = timezone.now() - timedelta(days=2)
    ref = taken(received(at=came_in)[0], staff_world.screener, at=came_in + timedelta(minutes=20))
    decided(ref, 1, "no-further-action", by=staff_world.screener, at=timezone.now() - timedelta(hours=2))
    return ref


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_act(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def open_contact(page: Page, ref: str) -> None:
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/")


def test_a_manager_sends_a_decision_back_then_agrees_hands_over_and_moves_a_date(
    desk: Page, staff_world: World, proposed: str, signed_in: SignedIn, examined: Examined
) -> None:
    page = signed_in(desk, Role.MANAGER)
    page.get_by_role("link", name="Second person").click()
    page.get_by_role("link", name="Bram Testerly and the little one").click()
    examined(page, "01-contact")

    open_act(page, "Approve the decision or send it back: Bram Testerly")
    expect(page.get_by_text("The reason for no-further-action.")).to_be_visible()
    assert page.locator("input[type=radio]:checked").count() == 0
    examined(page, "02-approve")
    page.get_by_label("No, send it back").check()
    press(page, "Record your answer")
    expect(page.get_by_role("link", name="Say what is missing")).to_be_visible()
    expect(page.get_by_label("No, send it back")).to_be_checked()
    page.get_by_label("What you want to say about it").fill("Ask the school first.")
    press(page, "Record your answer")
    expect(page.locator("#child-1")).to_contain_text("Ask the school first.")
    expect(page.locator("#child-1")).to_contain_text("No longer stands")

    decided(proposed, 1, "no-further-action", by=staff_world.screener, at=timezone.now())
    page.reload()
    open_act(page, "Approve the decision or send it back: Bram Testerly")
    page.get_by_label("Yes, the decision stands").check()
    press(page, "Record your answer")
    expect(page.locator("#child-1")).to_contain_text("Approved by Max Manager")
    examined(page, "03-approved")

    page.get_by_role("link", name="Why this date?").first.click()
    open_act(page, "Pause or extend it, start it again or count from another day")
    page.get_by_label("Extend", exact=True).check()
    page.get_by_label("If you extend it: by how much?").fill("30")
    page.get_by_label("Why?").fill("The family is abroad until Friday.")
    examined(page, "04-move")
    press(page, "Move the date")
    page.get_by_role("link", name="Why this date?").first.click()
    expect(page.locator("main")).to_contain_text("The family is abroad until Friday.")
    expect(page.locator("main")).to_contain_text("The date was")
    examined(page, "05-why")
    page.get_by_role("link", name="Back").click()

    open_act(page, "Hand it over")
    page.get_by_label("To whom?").select_option(label="Assessment team")
    page.get_by_label("Why, and what they need to know").fill("For assessment of the little one.")
    press(page, "Hand it over")
    expect(page.locator("main")).to_contain_text("Assessment team, nobody yet")

    open_act(page, "Pass it to another authority")
    examined(page, "06-before-passing-on")


def test_how_it_was_known_on_a_day_is_seen_without_script_on_a_telephone(
    plain: Page, proposed: str, signed_in: SignedIn, examined: Examined
) -> None:
    page = signed_in(plain, Role.MANAGER)
    open_contact(page, proposed)
    expect(page.locator("#child-1")).to_contain_text("Waiting for a second person")
    page.get_by_text("See this page as it was known on another day").click()
    day = timezone.localtime(timezone.now() - timedelta(days=2))
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(name, exact=True).fill(str(value))
    press(page, "Show that day")
    expect(page.locator("main")).to_contain_text("This is the page as it was known at the end of")
    expect(page.locator("#child-1")).to_contain_text("Not decided yet")
    expect(page.get_by_text("What can be done now")).to_have_count(0)
    examined(page, "01-known-on", script=False)
    page.get_by_role("link", name="Go back to the page as it is now").click()
    expect(page.locator("#child-1")).to_contain_text("Waiting for a second person")


def test_a_manager_cannot_agree_to_their_own_decision_and_reads_who_can(
    desk: Page, staff_world: World, signed_in: SignedIn, examined: Examined
) -> None:
    ref = taken(received(at=timezone.now() - timedelta(hours=3))[0], staff_world.manager, at=timezone.now())
    decided(ref, 1, "no-further-action", by=staff_world.manager, at=timezone.now())
    page = signed_in(desk, Role.MANAGER)
    page.goto(f"{page.url.split('/staff')[0]}/staff/contacts/{ref}/children/1/approve/")
    expect(page.get_by_text("You made this decision, so somebody else has to approve it.")).to_be_visible()
    expect(
        page.get_by_text("Who can: a manager or the director, unless they made the decision.")
    ).to_be_visible()
    examined(page, "01-not-now")
