"""Before anyone has configured the front door, its pages say so in words instead of breaking."""

import pytest
from django.test import Client

from threshold.confidentiality.rules import SYSTEM
from threshold.staffing.queries import forget_configuration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_configured() -> None:
    forget_configuration(viewer=SYSTEM)


@pytest.mark.parametrize(("address", "status"), [("/about", 200), ("/accessibility", 200), ("/", 400)])
def test_every_page_answers_in_words(address: str, status: int) -> None:
    answer = Client().get(address)
    assert answer.status_code == status
    assert "Call 999" in answer.content.decode()
