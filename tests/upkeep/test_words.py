"""What each part of the service is found to be, at the very moment at which it changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from threshold.upkeep.rules import (
    Code,
    Copies,
    Facts,
    Horizon,
    Log,
    Mail,
    Witness,
    Word,
    Work,
    age_words,
    findings,
    worst,
)

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WELL = Log(size=7, moved_at=NOW, signed_size=7, signed_at=NOW)
CALENDAR = Horizon("England and Wales", date(2028, 12, 26), "")


def ago(**time):
    return NOW - timedelta(**time)


def facts(**changed):
    well = {
        "log": WELL,
        "witnesses": (Witness("w.example/w", NOW, 7, None),),
        "copies": Copies(ago(hours=3), ago(seconds=30)),
        "work": Work(heard_at=ago(seconds=5)),
        "mail": Mail(),
        "horizons": (CALENDAR,),
    }
    return Facts(**{**well, **changed})


def found(code, **changed):
    return next(each for each in findings(facts(**changed), now=NOW) if each.code is code)


def test_when_all_is_well_every_word_is_good_and_nothing_is_to_be_done():
    everything = findings(facts(), now=NOW)
    assert {each.code for each in everything} == set(Code)
    assert {each.word for each in everything} == {Word.GOOD}
    assert not any(each.do or each.is_alarm for each in everything)
    assert worst(everything) is Word.GOOD


def behind(since):
    return (Witness("w.example/w", ago(days=120), 5, since),)


@pytest.mark.parametrize(
    ("code", "changed", "word"),
    [
        (Code.SEQUENCER, {"log": Log(waiting=2, oldest_waiting=ago(seconds=60))}, Word.GOOD),
        (Code.SEQUENCER, {"log": Log(waiting=2, oldest_waiting=ago(seconds=61))}, Word.ACT),
        (Code.SIGNER, {"log": Log()}, Word.LOOK),
        (Code.SIGNER, {"log": Log(size=9, moved_at=NOW, signed_size=7, signed_at=ago(days=2))}, Word.GOOD),
        (Code.SIGNER, {"log": Log(size=9, moved_at=NOW, unsigned_since=ago(minutes=5))}, Word.GOOD),
        (Code.SIGNER, {"log": Log(size=9, moved_at=NOW, unsigned_since=ago(minutes=5, seconds=1))}, Word.ACT),
        (Code.SIGNER, {"log": Log(size=9, moved_at=ago(minutes=6))}, Word.ACT),
        (Code.SIGNER, {"log": Log(size=7, moved_at=ago(minutes=6), signed_size=7, signed_root_fits=False)}, Word.ACT),
        (Code.WITNESS, {"witnesses": ()}, Word.LOOK),
        (Code.WITNESS, {"witnesses": behind(ago(days=1))}, Word.GOOD),
        (Code.WITNESS, {"witnesses": behind(ago(days=1, seconds=1))}, Word.ACT),
        (Code.WITNESS, {"witnesses": behind(ago(days=91))}, Word.LOOK),
        (Code.WITNESS, {"witnesses": behind(None)}, Word.GOOD),
        (Code.COPY, {"copies": Copies()}, Word.LOOK),
        (Code.COPY, {"copies": Copies(database=ago(hours=26))}, Word.GOOD),
        (Code.COPY, {"copies": Copies(database=ago(hours=26, seconds=1))}, Word.ACT),
        (Code.ARCHIVE, {"copies": Copies(log=ago(minutes=15, seconds=1))}, Word.ACT),
        (Code.WORKER, {"work": Work()}, Word.ACT),
        (Code.WORKER, {"work": Work(heard_at=ago(seconds=61))}, Word.ACT),
        (Code.JOBS, {"work": Work(heard_at=NOW, failed=("send_what_waits",))}, Word.LOOK),
        (Code.JOBS, {"work": Work(heard_at=NOW, waiting=1, oldest_waiting=ago(minutes=6))}, Word.ACT),
        (Code.MAIL, {"mail": Mail(waiting=3, oldest_waiting=ago(minutes=15))}, Word.GOOD),
        (Code.MAIL, {"mail": Mail(waiting=3, oldest_waiting=ago(minutes=16))}, Word.ACT),
        (Code.MAIL, {"mail": Mail(failed=1)}, Word.LOOK),
        (Code.HOLIDAYS, {"horizons": (Horizon("Scotland", date(2026, 7, 1), "Too short."),)}, Word.LOOK),
    ],
)  # fmt: skip
def test_each_part_is_what_its_limit_says(code, changed, word):
    finding = found(code, **changed)
    assert finding.word is word
    assert bool(finding.do) is (word is not Word.GOOD)


def test_the_archive_is_looked_at_only_where_there_was_one():
    codes = {each.code for each in findings(facts(copies=Copies(database=NOW)), now=NOW)}
    assert Code.ARCHIVE not in codes


def test_the_worst_word_stands_for_all():
    assert worst(findings(facts(mail=Mail(failed=1)), now=NOW)) is Word.LOOK
    assert worst(findings(facts(mail=Mail(failed=1), work=Work()), now=NOW)) is Word.ACT


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (7199, "119 minutes"),
     (7200, "2 hours"), (200_000, "2 days")],
)  # fmt: skip
def test_ages_are_said_roughly(seconds, words):
    assert age_words(timedelta(seconds=seconds)) == words
