"""One round of the storm: reports are sent, contacts are read, and every part of the installation is killed."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.clients import Asked
from tests.violence import PARTS, TROUBLE, Prepared, Sender, Victim

SENDERS = 8
LIMIT_SECONDS = 180
"""A round in which somebody still has no reference after this time has failed."""

LONGEST_PAUSE = 0.4
LONGEST_GONE = 0.8
TOGETHER = 0.25
"""How often a second part is killed with the first."""


@dataclass(frozen=True, slots=True)
class Blow:
    """Which parts are killed at once, when so many references have been shown, and for how long they stay away."""

    after: int
    pause: float
    parts: tuple[str, ...]
    gone: float


@dataclass(frozen=True, slots=True)
class Went:
    """How a round went: what each sender saw at last, all answers by status, pages nobody should see, and the blows."""

    shown: tuple[str, ...]
    answers: Counter[int]
    unclear: tuple[str, ...]
    kills: Counter[str]
    pages_read: int
    seconds: float


def plan(chance: random.Random, *, reports: int, kills: int) -> list[Blow]:
    """Return the round's blows: every part at least once, the rest and the moments by chance."""
    parts = [*PARTS, *chance.choices(PARTS, k=kills - len(PARTS))]
    chance.shuffle(parts)
    moments = sorted(chance.sample(range(1, reports), kills))
    return [
        Blow(
            after=moment,
            pause=chance.uniform(0, LONGEST_PAUSE),
            parts=(part, chance.choice([other for other in PARTS if other != part]))
            if chance.random() < TOGETHER
            else (part,),
            gone=chance.uniform(0, LONGEST_GONE),
        )
        for moment, part in zip(moments, parts, strict=True)
    ]


def storm(victim: Victim, prepared: Prepared, presses: Sequence[Asked], blows: Sequence[Blow]) -> Went:
    """Send every report through all the blows, then kill every part once more and start it again."""
    began = time.monotonic()
    shown, over = list[str](), threading.Event()
    senders = [Sender(victim.port, press, began + LIMIT_SECONDS) for press in presses]

    def send(sender: Sender) -> None:
        try:
            shown.append(sender.reference())
        except TimeoutError as late:
            sender.unclear.append(str(late))

    with ThreadPoolExecutor(SENDERS) as pool, ThreadPoolExecutor(2) as beside:
        striking = beside.submit(_strike, victim, blows, shown, over)
        reading = beside.submit(_read, victim, prepared, shown, over)
        sending = [pool.submit(send, sender) for sender in senders]
        wait(sending)
        over.set()
        kills = striking.result()
        pages_read = reading.result()
    victim.restart(*PARTS)
    return Went(
        shown=tuple(shown),
        answers=sum((sender.answers for sender in senders), Counter[int]()),
        unclear=tuple(page for sender in senders for page in sender.unclear),
        kills=kills,
        pages_read=pages_read,
        seconds=time.monotonic() - began,
    )


def _strike(
    victim: Victim, blows: Sequence[Blow], shown: Sequence[str], over: threading.Event
) -> Counter[str]:
    kills: Counter[str] = Counter()
    for blow in blows:
        while len(shown) < blow.after and not over.wait(0.01):
            pass
        time.sleep(blow.pause)
        victim.kill(*blow.parts)
        time.sleep(blow.gone)
        victim.start(*blow.parts)
        kills.update(blow.parts)
    return kills


def _read(victim: Victim, prepared: Prepared, shown: Sequence[str], over: threading.Event) -> int:
    """Open contacts as somebody on the staff does, and return how many pages came back whole."""
    pages = 0
    while not over.wait(0.1):
        if shown:
            address = prepared.contact.replace("REFERENCE", shown[-1])
            with suppress(*TROUBLE, http.client.HTTPException):
                status, _ = victim.fetch(Asked("GET", address, {"Cookie": prepared.cookie}), seconds=10)
                pages += status == 200
    return pages
