"""A worker comes in: with an app, with a passkey, by keyboard alone, without script, on a telephone."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.world import World, a_draft
from threshold.confidentiality.rules import PUBLIC, SYSTEM, Role
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import Teller
from threshold.staffing.actions.admit import admit

pytestmark = pytest.mark.django_db(transaction=True)

PHONE, DESK = {"width": 375, "height": 740}, {"width": 1280, "height": 900}
EMAIL, STARTING, OWN = "sky@fennmarsh.example", "marsh-heron-4471-begin", "wet grass under seven boots"
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_has_guessed(transactional_db: None) -> None:
    cache.clear()


@pytest.fixture
def admitted(staff_world: World) -> World:
    admit(email=EMAIL, password=STARTING, by=SYSTEM, at=timezone.now())
    return staff_world


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


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/staff/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Continue")


def choose_a_password(page: Page) -> None:
    page.get_by_label("The password you have now").fill(STARTING)
    page.get_by_label("New password", exact=True).fill(OWN)
    page.get_by_label("New password again").fill(OWN)
    press(page, "Change my password")


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def next_code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))


def reported(*, hours: int, **changes: object) -> str:
    code, at = new_code(), timezone.now() - timedelta(hours=hours)
    save_draft(code=code, draft=a_draft(**changes), by=PUBLIC, at=at)
    return send(code=code, by=PUBLIC, at=at).ref


def test_a_new_worker_comes_in_with_an_app_on_a_telephone_without_script(
    plain: Page, live_server: Any, admitted: World, examined: Callable[..., None]
) -> None:
    plain.goto(f"{live_server.url}/staff/")
    examined(plain, "01-sign-in", script=False)
    enter(plain, live_server.url, "not the password")
    expect(plain.get_by_text("The e-mail address or the password is not right.").first).to_be_visible()
    examined(plain, "02-wrong", script=False)
    enter(plain, live_server.url, STARTING)

    expect(plain.get_by_role("heading", level=1)).to_have_text("Choose a password of your own")
    examined(plain, "03-password", script=False)
    choose_a_password(plain)

    expect(plain.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    examined(plain, "04-second-step", script=False)
    plain.get_by_role("button", name="Set up an app").click()
    secret = plain.locator(".second-step-key").inner_text()
    examined(plain, "05-app", script=False)
    plain.get_by_label("Code").fill(code_of(secret))
    press(plain, "Continue")

    expect(plain.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert plain.locator(".second-step-key").count() == 10
    examined(plain, "06-recovery-codes", script=False)
    plain.get_by_role("button", name="Go to my work").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("What is due")
    examined(plain, "07-work", script=False)

    press(plain, "Sign out")
    enter(plain, live_server.url, OWN)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Your second step")
    examined(plain, "08-code", script=False)
    plain.get_by_label("Code").fill(next_code_of(secret))
    press(plain, "Sign in")
    expect(plain.get_by_role("heading", level=1)).to_have_text("What is due")


def test_a_new_worker_adds_a_passkey_and_then_needs_no_password(
    desk: Page, live_server: Any, admitted: World, examined: Callable[..., None]
) -> None:
    devices = desk.context.new_cdp_session(desk)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    enter(desk, live_server.url, STARTING)
    choose_a_password(desk)
    desk.get_by_role("button", name="Add a passkey").click()
    examined(desk, "01-passkey")
    desk.get_by_label("What to call it").fill("work computer")
    press(desk, "Add a passkey")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    desk.get_by_role("link", name="How you sign in").click()
    examined(desk, "02-how-you-sign-in")
    desk.get_by_role("link", name="See them").first.click()
    examined(desk, "03-passkeys")
    expect(desk.get_by_text("work computer").first).to_be_visible()

    press(desk, "Sign out")
    press(desk, "Sign in with a passkey")
    expect(desk.get_by_role("heading", level=1)).to_have_text("What is due")


def test_signing_in_and_finding_ones_work_takes_no_mouse(
    desk: Page, live_server: Any, admitted: World, examined: Callable[..., None]
) -> None:
    desk.goto(f"{live_server.url}/staff/")
    examined(desk, "01-sign-in")
    typed = []
    for _ in range(12):
        desk.keyboard.press("Tab")
        label = desk.evaluate("document.activeElement.labels?.[0]?.textContent.trim() ?? ''")
        typed.append(label)
        if label == "E-mail address":
            desk.keyboard.type(EMAIL)
        if label == "Password":
            desk.keyboard.type(STARTING)
            desk.keyboard.press("Enter")
            break
    assert "Password" in typed
    expect(desk.get_by_role("heading", level=1)).to_have_text("Choose a password of your own")
    examined(desk, "02-password")


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_every_list_is_clean_for_everyone(
    browser: Browser, window: dict[str, int], signed_in: Callable[..., Page], live_server: Any,
    examined: Callable[..., None],
) -> None:  # fmt: skip
    reported(hours=30)
    reported(hours=3, report=Report(teller=Teller.PUBLIC, worry="He is hitting her now.", safe_now="no"))
    reported(hours=1)
    opens = {
        Role.SCREENING_WORKER: (
            "work/",
            "work/?whose=team",
            "work/?whose=nobodys&late=on",
            "find/",
            "alerts/",
        ),
        Role.MANAGER: ("work/second-person/", "work/unidentified/", "team/", "overview/"),
        Role.DIRECTOR: ("overview/",),
        Role.ADMINISTRATOR: ("configuration/",),
    }
    for role, addresses in opens.items():
        context = browser.new_context(viewport=window)
        page = signed_in(context.new_page(), role)
        for address in addresses:
            page.goto(f"{live_server.url}/staff/{address}")
            examined(page, f"{role}-{re.sub(r'[^a-z]+', '-', address)}")
        context.close()


def test_a_manager_sends_a_workers_work_back_to_duty(
    desk: Page, signed_in: Callable[..., Page], examined: Callable[..., None]
) -> None:
    page = signed_in(desk, Role.MANAGER)
    page.get_by_role("link", name="Team", exact=True).click()
    page.get_by_role("link", name=re.compile("Away, back or left.*Rae Screener")).click()
    press(page, "Record this")
    expect(page.get_by_role("alert")).to_be_visible()
    examined(page, "01-missing")
    page.get_by_label("They are away").check()
    press(page, "Record this")
    expect(page.get_by_text("Rae Screener is away. What they held is back with duty.")).to_be_visible()
    examined(page, "02-away")


def test_a_contact_is_reached_from_the_list_by_keyboard(
    desk: Page, signed_in: Callable[..., Page], live_server: Any
) -> None:
    signed_in(desk, Role.SCREENING_WORKER)
    ref = reported(hours=3)
    desk.goto(f"{live_server.url}/staff/work/?whose=nobodys")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Skip to main content")).to_be_focused()
    desk.keyboard.press("Enter")
    for _ in range(8):
        desk.keyboard.press("Tab")
        if "Bram" in desk.evaluate("document.activeElement.textContent"):
            break
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(f"{live_server.url}/staff/contacts/{ref}/")
