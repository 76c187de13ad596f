"""Headers on every status, and pages in plain words for when something cannot be done."""

from pathlib import Path

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory, override_settings

from threshold.design import errors
from threshold.design.headers import HEADERS

pytestmark = pytest.mark.usefixtures("in_the_guide")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
STATUSES = [
    ("/", 200),
    ("/nowhere/", 404),
    ("/only-post/", 405),
    ("/too-big/", 413),
    ("/broken/", 500),
    ("/resting/", 503),
    ("/static/design/public.css", 200),
    ("/static/nowhere.css", 404),
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status"), STATUSES)
def test_every_answer_carries_the_headers(client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == POLICY
    for name, value in HEADERS.items():
        assert response[name] == value


@pytest.mark.parametrize(("address", "status"), STATUSES)
def test_nothing_is_kept_but_styles_and_scripts(client: Client, address: str, status: int) -> None:
    kept = "public" in client.get(address)["Cache-Control"]
    assert kept == (status == 200 and address.startswith("/static/"))


def test_only_the_first_pages_may_be_found(client: Client) -> None:
    assert client.get("/")["X-Robots-Tag"] == "all"
    assert client.get("/question/")["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get("/nowhere/")["X-Robots-Tag"] == "noindex, nofollow"


def test_https_stays_https(client: Client) -> None:
    assert "Strict-Transport-Security" in client.get("/question/", secure=True)
    assert "Strict-Transport-Security" not in client.get("/question/")


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/nowhere/", "We could not find that page"),
        ("/only-post/", "That page cannot be opened like this"),
        ("/too-big/", "That was too much to send at once"),
        ("/broken/", "Something went wrong on our side"),
        ("/resting/", "This service is not available just now"),
    ],
)
def test_an_error_is_a_page_in_plain_words_with_a_way_on(client: Client, address: str, heading: str) -> None:
    page = client.get(address).content.decode()
    assert f">{heading}</h1>" in page
    assert "Exit this page" in page
    assert "call" in page
    assert "999" in page


def test_the_way_that_is_allowed_is_still_named(client: Client) -> None:
    assert client.get("/only-post/")["Allow"] == "POST"


def test_a_page_open_too_long_gives_the_words_back() -> None:
    strict = Client(enforce_csrf_checks=True)
    wrote = "He was outside again last night, <b>alone</b>, and it was raining."
    response = strict.post(
        "/question/", {"worry": wrote, "code": "K7QX-3FMW-9TRA-HD42-PVN8-K7QX-3FMW-9TRA-HD42"}
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "This page was open for too long" in page
    assert "We use two, only to keep your place" in page, "the same two that the privacy page names"
    assert "&lt;b&gt;alone&lt;/b&gt;" in page
    assert "K7QX" not in page


def test_words_posted_from_elsewhere_are_not_repeated() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    page = strict.post(
        "/question/", {"worry": "words that somebody else put into this form"}
    ).content.decode()
    assert "This page was open for too long" in page
    assert "somebody else" not in page


WROTE = "She was outside again <b>last night</b>, and nobody opened the door."


def test_what_was_written_is_given_back_when_nothing_can_be_kept() -> None:
    code = "K7QX 3FMW 9TRA HD42 PVN8 K7QX 3FMW 9TRA HD42"
    ours = RequestFactory().post("/report/worry", {"worry": WROTE, "code": code})
    elsewhere = RequestFactory().post("/report/worry", {"worry": WROTE})
    ours.csrf_processing_done = True  # type: ignore[attr-defined]
    for answer in (errors.resting, errors.server_error):
        page = answer(ours).content.decode()
        assert "&lt;b&gt;last night&lt;/b&gt;" in page
        assert "PVN8" not in page
        assert "last night" not in answer(elsewhere).content.decode()


def test_too_much_at_once_is_said_as_that() -> None:
    response = errors.bad_request(RequestFactory().post("/"), RequestDataTooBig())
    assert response.status_code == 413


def test_the_page_for_our_own_mistakes_needs_no_list_of_built_files(tmp_path: Path) -> None:
    manifest = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    with override_settings(STORAGES=manifest, STATIC_ROOT=tmp_path, FALLBACK_PHONE="01632 960 001"):
        page = errors.server_error(RequestFactory().get("/")).content.decode()
    assert "01632 960 001" in page
