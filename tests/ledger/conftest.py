"""What the ledger's tests share."""

import pytest

from tests.ledger.a_log import NAME
from threshold.doors.console.keys import make_ledger_key


@pytest.fixture
def owner(db, as_owner):
    with as_owner():
        yield


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "ledger.key"
    make_ledger_key(path, NAME)
    return path
