"""What holds on every page of the public's door, and for the door as a whole."""

import ast
from typing import Any

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone

from tests.structure.reading import HOUSE, files, short
from threshold.confidentiality.rules import Role
from threshold.doors.public.holding import Stage
from threshold.doors.public.journey import QUESTIONS
from threshold.doors.public.urls import urlpatterns

from .conftest import Person, a_sent_report

ANYONE = [
    "start",
    "privacy",
    "accessibility",
    "about",
    "come_back",
    "left",
    "deleted",
    "receipt",
    "report",
    "code",
]
WRITING = ["code", "delete", "children", "files", "danger", "check"]
AFTERWARDS = ["receipt", "kept", "report", "write", "say_who"]

# All that the public door may read, and each of these was made for it or is the same for everyone.
NARROW = {
    "threshold.referrals.queries": {"HolderPage", "draft_under", "holder_page", "is_sent", "receipt_opened"},
    "threshold.ledger.queries": {
        "Signed",
        "epochs",
        "log_keys",
        "newest_checkpoint",
        "published_tile",
        "seen_by_witnesses",
    },
    "threshold.evidence.queries": {"FileLine", "files_of_draft"},
    "threshold.clocks.queries": {"Account", "Face", "account", "faces"},
    "threshold.messages.queries": {"MessageFace", "thread_of"},
    "threshold.staffing.queries": {"configuration"},
}


def is_safe_to_show(answer: Any, *secrets: str) -> None:
    page = answer.content.decode()
    title = page[page.index("<title>") : page.index("</title>")]
    assert answer.status_code == 200
    assert "Exit this page" in page
    assert 'href="tel:999"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not any(secret in title for secret in secrets)
    assert page.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ANYONE)
def test_a_page_for_anyone_can_be_left_at_once_and_is_kept_nowhere(person: Person, name: str) -> None:
    is_safe_to_show(person.client.get(reverse(f"public:{name}")))


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRITING)
def test_a_page_of_a_report_can_be_left_at_once_and_is_kept_nowhere(person: Person, name: str) -> None:
    code = person.starts()
    person.answers("children/1", known_as="Bram Testerly")
    is_safe_to_show(person.client.get(reverse(f"public:{name}")), "Bram", code[:4])


@pytest.mark.django_db
@pytest.mark.parametrize("page", QUESTIONS)
@pytest.mark.parametrize("teller", ["public", "professional", "child"])
def test_a_question_can_be_left_at_once_and_is_kept_nowhere(person: Person, page: str, teller: str) -> None:
    person.starts()
    person.answers("who", teller=teller)
    is_safe_to_show(person.client.get(f"/report/{page}"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", AFTERWARDS)
def test_a_page_about_a_sent_report_can_be_left_at_once_and_is_kept_nowhere(
    person: Person, name: str
) -> None:
    code, ref = a_sent_report(at=timezone.now())
    person.holds(code, stage=Stage.FOLLOWING)
    is_safe_to_show(person.client.get(reverse(f"public:{name}")), ref, code[:4], "Bram")


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_address_of_the_public_is_open_to_anyone_and_holds_no_secret(pattern: URLPattern) -> None:
    assert pattern.callback.opens_to == frozenset(Role)
    assert set(pattern.pattern.converters) <= {"page", "number", "storage", "address"}


@pytest.mark.parametrize("path", files("doors/public/**/*.py"), ids=short)
def test_the_public_door_reads_only_through_narrow_questions(path: Any) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".queries"):
            assert {each.name for each in node.names} <= NARROW.get(node.module or "", set())
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("threshold.desk")


def test_the_public_door_is_where_it_is_looked_for() -> None:
    assert files("doors/public/**/*.py", below=HOUSE)
