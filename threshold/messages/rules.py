"""What may be written to us and by us, and the texts that go out: none of them carries a word of a report."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from string import Template
from uuid import UUID, uuid5

from threshold.refusals import Refused

LONGEST = 20_000
"""Characters in one message."""

FOLDER = Path(__file__).parent / "texts"
TRIES = 8


class NothingWritten(Refused):
    """A message needs words."""

    says = "Write your message first."
    field = "words"


class MessageTooLong(Refused):
    """A message is longer than can be kept in one piece."""

    says = f"This is longer than {LONGEST:,} characters. Send it in two messages."
    field = "words"


class Direction(StrEnum):
    """From the person who told us, or to them."""

    IN = "in"
    OUT = "out"


class Channel(StrEnum):
    """How something leaves the building."""

    EMAIL = "email"
    TEXT = "text"


class Delivery(StrEnum):
    """How far something going out has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Letter(StrEnum):
    """The texts we send. Each is a file whose first line is the subject."""

    RECEIVED = "received"
    SOMETHING_NEW = "something-new"
    ALERT = "alert"
    LATE = "late"
    UPKEEP = "upkeep"


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to go."""

    subject: str
    body: str


def text_of(letter: Letter, facts: dict[str, str]) -> Text:
    """Return a letter with its named fields filled in. A field without a fact is an error."""
    filled = Template((FOLDER / f"{letter}.txt").read_text()).substitute(facts)
    subject, _, body = filled.partition("\n\n")
    return Text(subject=subject.strip(), body=body.strip())


def check_words(words: str) -> str:
    """Return the message as it will be kept, or raise a Refused."""
    kept = words.replace("\x00", "")
    if not kept.strip():
        raise NothingWritten
    if len(kept) > LONGEST:
        raise MessageTooLong
    return kept


def once_of(page: UUID | None, words: str) -> UUID | None:
    """Return what a second press of the same button has in common with the first: the page and the words.

    `page` is the random mark of the page that was written on. Other words from the same page are another message.
    """
    return None if page is None else uuid5(page, words)


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait before trying again: a minute at first, doubling each time."""
    return timedelta(minutes=2 ** min(attempt, TRIES))
