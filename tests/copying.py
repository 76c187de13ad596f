"""An installation that goes on working while it is copied: reports with a photograph each, one after the other."""

import secrets
import signal
import sys
import threading
from datetime import UTC, datetime


def write(number: int) -> None:
    """Store so many reports with a file each, or for 0 until told to stop, and print each reference once it is kept."""
    import django

    django.setup()
    from django.db import transaction

    from tests.evidence.making import photograph
    from tests.world import a_draft, a_world
    from threshold.confidentiality.rules import PUBLIC
    from threshold.evidence.actions.keep import keep
    from threshold.referrals.actions.receive import receive
    from threshold.referrals.rules.codes import new_code
    from threshold.referrals.rules.words import Door

    a_world()
    picture = photograph()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    done = 0
    while not stop.is_set() and (done < number or not number):
        now = datetime.now(UTC)
        with transaction.atomic():
            received = receive(code=new_code(), draft=a_draft(), door=Door.FORM, by=PUBLIC, at=now)
            keep(
                about=received.contact, draft=None, stream=[picture + secrets.token_bytes(100_000)],
                name="kitchen.jpg", said="", giver="public", by=PUBLIC, at=now,
            )  # fmt: skip
        print(received.ref, flush=True)
        done += 1


if __name__ == "__main__":
    write(int(sys.argv[1]))
