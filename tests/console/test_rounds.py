"""What goes round and round goes on through whatever happens to the database or to a disk."""

import errno
import os
import signal

import pytest
from django.db import InterfaceError, OperationalError

from threshold.doors.console import rounds

TROUBLE = [
    OperationalError("gone"),
    InterfaceError("closed"),
    OSError(errno.ENOSPC, "No space left on device"),
]


@pytest.fixture
def _own_signals():
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    yield
    for sign, what in before.items():
        signal.signal(sign, what)


@pytest.mark.usefixtures("_own_signals")
@pytest.mark.parametrize("trouble", TROUBLE, ids=repr)
def test_one_that_fails_is_tried_again_until_somebody_says_stop(trouble, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "SECONDS_BETWEEN_TRIES", 0)
    went = []

    def work():
        went.append(1)
        if len(went) == 1:
            raise trouble
        os.kill(os.getpid(), signal.SIGTERM)

    rounds.until_told_to_stop(work, seconds=0)

    assert len(went) == 2
    assert type(trouble).__name__ in caplog.text
    assert str(trouble) not in caplog.text
