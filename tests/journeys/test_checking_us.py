"""Anyone checks us: reads how, on a desk, a telephone and paper, and does what the page says with their own receipt."""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.structure.reading import ROOT
from tests.world import a_draft
from threshold.confidentiality.rules import PUBLIC, SYSTEM
from threshold.design.build import build
from threshold.ledger.actions.cosign import cosign
from threshold.ledger.actions.integrate import integrate
from threshold.ledger.signing import sign_head
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.rules.codes import new_code
from threshold.tlog.notes import COSIGNATURE, PrivateKey, cosignature

pytestmark = pytest.mark.django_db(transaction=True)

KEY = PrivateKey("fennmarsh.example/ledger", bytes(range(32)))
WITNESS = PrivateKey("saltby.example/witness", bytes(range(1, 33)), COSIGNATURE)
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
            text = signed.note.partition("\n\n")[0] + "\n"
            line = cosignature(text, WITNESS, time=int(timezone.now().timestamp())).line
            cosign(checkpoint=signed.number, witness=WITNESS.name, line=line, by=SYSTEM, at=timezone.now())

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


@pytest.fixture
def _published_here(live_server: Any, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = f"{live_server.url}/"


@pytest.mark.usefixtures("_published_here")
def test_a_person_saves_the_receipt_file_at_once_and_later_proves_it_with_the_commands_on_the_page(
    browser: Browser,
    live_server: Any,
    ledger: Callable[[], None],
    examined: Callable[..., None],
    tmp_path: Path,
) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 740}, accept_downloads=True)
    page.goto(live_server.url)
    press(page, "Start")
    press(page, "I have kept it, go on")
    page.goto(f"{live_server.url}/report/worry")
    page.get_by_label("What are you worried about?").fill("The boy at number 12 is alone at night.")
    press(page, "Continue")
    page.goto(f"{live_server.url}/report/check")
    press(page, "Send my report")
    expect(page.get_by_text("Not yet sealed")).to_be_visible()
    examined(page, "receipt-not-yet-sealed")
    unsealed = save(page, tmp_path / "at-once.txt")

    ledger()
    page.get_by_role("link", name="follow this report").click()
    expect(page.get_by_text("Sealed", exact=True)).to_be_visible()
    examined(page, "follow-sealed")
    sealed = save(page, tmp_path / "notes.txt")
    assert "c2sp.org/tlog-proof" in sealed.read_text()

    page.get_by_role("link", name="How you can check us").first.click()
    build_them, verify, keep, compare = page.locator("pre.command").all_inner_texts()
    (tmp_path / "key.txt").write_text(f"{KEY.public}\n")
    done(f"{build_them} PYTHON={shlex.quote(sys.executable)}", ROOT)
    for name in ("verify", "compare"):
        shutil.copy(ROOT / f"build/tools/threshold-{name}.pyz", tmp_path)
    here = verify.replace("python3 ", f"{shlex.quote(sys.executable)} ")
    assert "Proved. The receipt holds." in done(here, tmp_path)
    later = done(here.replace(sealed.name, unsealed.name), tmp_path, code=2)
    assert "no proof yet" in later
    if shutil.which("curl"):
        done(keep, tmp_path)
        ledger_grows(ledger)
        told = done(compare.replace("python3 ", f"{shlex.quote(sys.executable)} "), tmp_path)
        assert "still begins with" in told

    command = Path(sys.executable).with_name("threshold")
    told = done(f"{shlex.quote(str(command))} verify notes.txt --key key.txt --json", tmp_path)
    assert json.loads(told)["result"] == "proved"
    page.close()


def ledger_grows(ledger: Callable[[], None]) -> None:
    code, at = new_code(), timezone.now()
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=at)
    send(code=code, by=PUBLIC, at=at)
    ledger()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def save(page: Page, path: Path) -> Path:
    """Press the link as a person does, and keep what the browser was given."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Save your receipt file").click()
    assert download.value.suggested_filename == "notes.txt"
    download.value.save_as(path)
    return path


def done(command: str, folder: Path, *, code: int = 0) -> str:
    """Run a command as it stands on the page and return what it says."""
    ran = subprocess.run(shlex.split(command), cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran.stdout
