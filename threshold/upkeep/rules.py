"""How the installation fares, in words: good, have a look, or act now. Pure: facts go in, findings come out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

SEALED_WITHIN = timedelta(seconds=60)
"""An entry that waits longer for its place raises an alarm."""

SIGNED_WITHIN = timedelta(minutes=5)
COSIGNED_WITHIN = timedelta(days=1)
WITNESS_GONE_AFTER = timedelta(days=90)
"""Whoever has not cosigned for so long is no witness any more, and no alarm either."""

COPIED_WITHIN = timedelta(hours=26)
"""A daily copy, and two hours for it to be made in."""

ARCHIVED_WITHIN = timedelta(minutes=15)
SILENT_FOR = timedelta(seconds=60)
JOB_DONE_WITHIN = timedelta(minutes=5)
MAIL_SENT_WITHIN = timedelta(minutes=15)
LATELY = timedelta(hours=1)
UNSENT_LATELY = timedelta(days=7)


class Word(StrEnum):
    """What a finding comes to."""

    GOOD = "good"
    LOOK = "look"
    ACT = "act"


class Code(StrEnum):
    """What is looked at."""

    SEQUENCER = "sequencer"
    SIGNER = "signer"
    WITNESS = "witness"
    COPY = "copy"
    ARCHIVE = "archive"
    WORKER = "worker"
    JOBS = "jobs"
    MAIL = "mail"
    HOLIDAYS = "holidays"

    @property
    def words(self) -> str:
        """Return the sentence that a letter tells about it, without a name or a number."""
        return LETTERS[self]


LETTERS = {
    Code.SEQUENCER: "Entries have waited for their place in the ledger for more than a minute.",
    Code.SIGNER: "The ledger has moved on, and nothing has been signed for more than five minutes.",
    Code.WITNESS: "A witness has not cosigned the ledger for a day.",
    Code.COPY: "No copy of the database was made in time.",
    Code.ARCHIVE: "The database's log is not being copied.",
}

ALARMS = frozenset(LETTERS)
"""What is told by e-mail. Of the worker and the mail no e-mail could tell."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, since when something has been amiss, and what to do then.

    `since` of a good one says that it would not be good for ever, such as a head that is not signed yet.
    """

    code: Code
    title: str
    word: Word
    says: str
    do: str = ""
    since: datetime | None = None
    about: str = ""

    @property
    def is_alarm(self) -> bool:
        """Return whether people are told of it without looking."""
        return self.word is Word.ACT and self.code in ALARMS


@dataclass(frozen=True, slots=True)
class Log:
    """How far the ledger is. Sizes are numbers of entries; `unsigned_since` is when the head was first seen ahead."""

    waiting: int = 0
    oldest_waiting: datetime | None = None
    size: int = 0
    moved_at: datetime | None = None
    signed_size: int = 0
    signed_root_fits: bool = True
    signed_at: datetime | None = None
    unsigned_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """What a witness cosigned last, and since when a newer checkpoint has waited for it."""

    name: str
    at: datetime
    size: int
    behind_since: datetime | None


@dataclass(frozen=True, slots=True)
class Copies:
    """When the database, and its log, were copied last; none for what never was."""

    database: datetime | None = None
    log: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker does: when it was last heard of, what waits, and what failed lately."""

    heard_at: datetime | None = None
    waiting: int = 0
    oldest_waiting: datetime | None = None
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes out: what waits and since when, and what could not be sent in the last days."""

    waiting: int = 0
    oldest_waiting: datetime | None = None
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the holidays of a calendar are known, and what is wrong with that, if anything is."""

    title: str
    until: date
    trouble: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is looked at."""

    log: Log
    witnesses: tuple[Witness, ...]
    copies: Copies
    work: Work
    mail: Mail
    horizons: tuple[Horizon, ...]


def findings(facts: Facts, *, now: datetime) -> tuple[Finding, ...]:
    """Return how each thing is, in the order in which one would look."""
    return (
        _sequencer(facts.log, now),
        _signer(facts.log, now),
        *_witnesses(facts, now),
        *_copies(facts.copies, now),
        _worker(facts.work, now),
        _jobs(facts.work, now),
        _mail(facts.mail, now),
        *_holidays(facts.horizons),
    )


def worst(found: Iterable[Finding]) -> Word:
    """Return what all of them together come to."""
    words = {each.word for each in found}
    return next((word for word in (Word.ACT, Word.LOOK) if word in words), Word.GOOD)


def concerns(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what people are told of now, and what they would be if it went on."""
    return tuple(each for each in found if each.code in ALARMS and each.since is not None)


def age_words(time: timedelta) -> str:
    """Return how long ago something was, roughly: "3 minutes"."""
    seconds = max(int(time.total_seconds()), 0)
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (size == 60 and seconds >= size):
            return _number(seconds // size, unit)
    return _number(seconds, "second")


def _sequencer(log: Log, now: datetime) -> Finding:
    title = "Places in the ledger"
    last = f" The last one was given {age_words(now - log.moved_at)} ago." if log.moved_at else ""
    oldest = log.oldest_waiting
    if oldest is None:
        return Finding(Code.SEQUENCER, title, Word.GOOD, f"Nothing waits for its place.{last}")
    says = (
        f"{_number(log.waiting, 'entry', 'entries')} waiting, the oldest for {age_words(now - oldest)}.{last}"
    )
    if now - oldest <= SEALED_WITHIN:
        return Finding(Code.SEQUENCER, title, Word.GOOD, says)
    return Finding(
        Code.SEQUENCER,
        title,
        Word.ACT,
        says,
        "See that threshold sequence is running, and read its log. Nothing is lost, but nothing is sealed either.",
        since=oldest,
    )


def _signer(log: Log, now: datetime) -> Finding:
    title = "Checkpoints"
    if not log.size and not log.signed_at:
        return Finding(Code.SIGNER, title, Word.LOOK, "The ledger has no entry yet, so there is nothing to sign.",
                       "See that threshold sequence is running.")  # fmt: skip
    last = (
        f"The last one, over {_number(log.signed_size, 'entry', 'entries')}, was signed "
        f"{age_words(now - log.signed_at)} ago."
        if log.signed_at
        else "None has been signed yet."
    )
    if log.size == log.signed_size and log.signed_root_fits:
        return Finding(Code.SIGNER, title, Word.GOOD, f"Everything is signed. {last}")
    since = log.unsigned_since or log.moved_at or now
    ahead = _ahead(log)
    if now - since <= SIGNED_WITHIN:
        return Finding(Code.SIGNER, title, Word.GOOD, f"{last} {ahead}", since=since)
    return Finding(
        Code.SIGNER,
        title,
        Word.ACT,
        f"{last} {ahead}",
        "See that threshold sign is running, and read its log. If it says that the log is not the one it signed, "
        "change nothing and follow docs/how-to/keep-the-ledger.md.",
        since=since,
    )


def _ahead(log: Log) -> str:
    more = log.size - log.signed_size
    if more > 0:
        return f"{_number(more, 'entry has', 'entries have')} come since."
    return "The ledger is not the one that was signed."


def _witnesses(facts: Facts, now: datetime) -> Iterator[Finding]:
    known = [each for each in facts.witnesses if not _is_gone(each, now)]
    if not known and facts.log.signed_at:
        yield Finding(
            Code.WITNESS,
            "Witnesses",
            Word.LOOK,
            "Nobody outside has cosigned a checkpoint. Whoever holds the key could sign another past.",
            "Ask a regulator, the partnership or another council to be a witness: docs/how-to/be-a-witness.md.",
        )
    for each in known:
        title = f"Witness {each.name}"
        says = f"Cosigned {_number(each.size, 'entry', 'entries')} {age_words(now - each.at)} ago."
        behind = each.behind_since
        if behind is None or now - behind <= COSIGNED_WITHIN:
            yield Finding(Code.WITNESS, title, Word.GOOD, says, about=each.name)
        else:
            yield Finding(
                Code.WITNESS,
                title,
                Word.ACT,
                f"{says} There have been newer checkpoints for {age_words(now - behind)}.",
                "Ask whoever runs it. If it refuses because the ledger shrank or changed, do not argue with it: "
                "run threshold fsck.",
                since=behind,
                about=each.name,
            )


def _is_gone(witness: Witness, now: datetime) -> bool:
    return witness.behind_since is not None and now - witness.behind_since > WITNESS_GONE_AFTER


def _copies(copies: Copies, now: datetime) -> Iterator[Finding]:
    if copies.database is None:
        yield Finding(
            Code.COPY,
            "Copies",
            Word.LOOK,
            "No copy of the database has been made here.",
            "Run threshold backup every night, see docs/running.md; or ignore this if something else makes copies.",
        )
    else:
        words = f"The last whole copy was made {age_words(now - copies.database)} ago."
        well = Finding(Code.COPY, "Copies", Word.GOOD, words)
        do = "See why threshold backup did not run, and run it."
        yield (
            well
            if now - copies.database <= COPIED_WITHIN
            else _late(well, copies.database + COPIED_WITHIN, do)
        )
    if copies.log is not None:
        words = f"It was last copied {age_words(now - copies.log)} ago."
        well = Finding(Code.ARCHIVE, "The database's log", Word.GOOD, words)
        do = (
            "See that threshold archive is running, and read its log. What comes in now is in one place only."
        )
        yield well if now - copies.log <= ARCHIVED_WITHIN else _late(well, copies.log + ARCHIVED_WITHIN, do)


def _late(well: Finding, since: datetime, do: str) -> Finding:
    return replace(well, word=Word.ACT, do=do, since=since)


def _worker(work: Work, now: datetime) -> Finding:
    title, do = "The worker", "Run: threshold work"
    if work.heard_at is not None and now - work.heard_at <= SILENT_FOR:
        return Finding(
            Code.WORKER, title, Word.GOOD, f"It was heard of {age_words(now - work.heard_at)} ago."
        )
    last = f" It was last heard of {age_words(now - work.heard_at)} ago." if work.heard_at else ""
    return Finding(
        Code.WORKER,
        title,
        Word.ACT,
        f"No worker is running, so nothing is sent and no alert goes out.{last}",
        do,
        since=work.heard_at,
    )


def _jobs(work: Work, now: datetime) -> Finding:
    title = "Jobs"
    oldest = work.oldest_waiting
    if oldest is not None and now - oldest > JOB_DONE_WITHIN:
        says = f"{_number(work.waiting, 'job')} waiting, the oldest for {age_words(now - oldest)}."
        return Finding(Code.JOBS, title, Word.ACT, says, "See that threshold work is running.", since=oldest)
    if work.failed:
        says = (
            f"Jobs failed in the last hour: {', '.join(work.failed)}. Each is tried again at its next time."
        )
        return Finding(Code.JOBS, title, Word.LOOK, says, "Read the worker's log for the cause.")
    return Finding(
        Code.JOBS, title, Word.GOOD, f"{_waiting(work.waiting, 'job')}; none failed in the last hour."
    )


def _mail(mail: Mail, now: datetime) -> Finding:
    title, do = (
        "E-mails and texts",
        "See whether the mail server and the text service answer; threshold doctor helps.",
    )
    oldest, waiting = mail.oldest_waiting, _waiting(mail.waiting, "letter")
    failed = f"{_number(mail.failed, 'letter')} could not be sent in the last 7 days." if mail.failed else ""
    if oldest is not None and now - oldest > MAIL_SENT_WITHIN:
        says = f"{waiting}, the oldest for {age_words(now - oldest)}. {failed}".rstrip()
        return Finding(Code.MAIL, title, Word.ACT, says, do, since=oldest)
    if failed:
        return Finding(Code.MAIL, title, Word.LOOK, f"{waiting}. {failed}", do)
    return Finding(Code.MAIL, title, Word.GOOD, f"{waiting}; none has failed in the last 7 days.")


def _holidays(horizons: Iterable[Horizon]) -> Iterator[Finding]:
    for each in horizons:
        title = f"Holidays: {each.title}"
        if each.trouble:
            do = "Install a newer version, whose file of bank holidays reaches further."
            yield Finding(Code.HOLIDAYS, title, Word.LOOK, each.trouble, do, about=each.title)
        else:
            yield Finding(
                Code.HOLIDAYS, title, Word.GOOD, f"Known until {each.until:%-d %B %Y}.", about=each.title
            )


def _waiting(number: int, one: str) -> str:
    return (
        f"{_number(number, one)} {'is' if number == 1 else 'are'} waiting"
        if number
        else f"No {one} is waiting"
    )


def _number(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
