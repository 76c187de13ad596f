"""Anyone looks at the page that says how to check us: on a desk, on a telephone, on paper, without script."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from threshold.confidentiality.rules import SYSTEM
from threshold.design.build import build
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.signing import sign_head
from threshold.tlog.notes import PrivateKey

pytestmark = pytest.mark.django_db(transaction=True)

KEY = PrivateKey("fennmarsh.example/ledger", bytes(range(32)))
WINDOWS = {"desk": (1280, 900), "phone": (375, 740)}


@pytest.fixture(scope="session", autouse=True)
def _built() -> None:
    build()


@pytest.fixture(params=WINDOWS)
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = WINDOWS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.route("**/threshold.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    yield context.new_page()
    context.close()


@pytest.fixture
def ledger(staff_world: Any, as_owner: Any, tmp_path: Path) -> Callable[[], None]:
    """Return what the sequencer, the signer and a witness do."""

    def go_on() -> None:
        with as_owner():
            while integrate(at=timezone.now()):
                pass
            signed = sign_head(keys=[KEY], state=tmp_path / "signed", by=SYSTEM, at=timezone.now())
            assert signed is not None
            cosign(
                checkpoint=signed.number, witness="saltby.example/witness", line="— saltby.example/witness AAAA\n",
                by=SYSTEM, at=timezone.now(),
            )  # fmt: skip

    return go_on


def test_the_page_and_the_sheet_can_be_read_by_everyone(
    window: Page, live_server: Any, ledger: Callable[[], None], examined: Callable[..., None]
) -> None:
    window.goto(f"{live_server.url}/ledger/")
    expect(window.get_by_text("Nothing has been signed yet.")).to_be_visible()
    examined(window, "ledger-before")
    assert not window.context.cookies()
    ledger()

    window.goto(live_server.url)
    window.get_by_role("link", name="How you can check us").click()
    expect(window.get_by_role("img", name="How your entry hangs under the root")).to_be_visible()
    expect(window.get_by_text("saltby.example/witness signed on")).to_be_visible()
    examined(window, "ledger")
    window.get_by_role("link", name="Print the checkpoint").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("A checkpoint of the ledger")
    examined(window, "sheet")


def test_on_paper_the_checkpoint_fits_one_sheet(
    browser: Browser, live_server: Any, ledger: Callable[[], None], examined: Callable[..., None]
) -> None:
    ledger()
    page = browser.new_page(viewport={"width": 700, "height": 990})
    page.goto(f"{live_server.url}/ledger/checkpoint/print")
    page.emulate_media(media="print")
    examined(page, "on-paper")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.goto(f"{live_server.url}/ledger/")
    examined(page, "ledger-on-paper")
    page.close()
