"""Promise 1 under violence: a short round of the storm (see tests/storm), with every part killed at least once.

Everybody who sends presses again until they see a reference, as a person would. Afterwards every reference that was
shown exists once, nothing lacks its owner, its clocks, its receipt or its place in the log, and the log is whole.
"""

import random
import secrets
from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest

from benchmarks.place import an_installation
from tests.storm.asking import faults_in, look
from tests.storm.rounds import plan, storm
from tests.violence import PARTS, PHONE, Prepared, Victim, prepared

REPORTS = 80
KILLS = 5

Stormed = tuple[Victim, Prepared, list[str]]


@pytest.fixture(scope="module")
def stormed() -> Iterator[Stormed]:
    """An installation that a round of the storm has gone through, and the references that were shown."""
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    with an_installation() as place:
        victim = Victim(place)
        ready = prepared(place, REPORTS)
        victim.start(*(part for part in PARTS if part != "database"))
        try:
            chance = random.Random(seed)  # noqa: S311 - printed, to be repeated
            blows = plan(chance, reports=REPORTS, kills=KILLS)
            went = storm(victim, ready, ready.presses, blows)
            assert went.unclear == ()
            assert set(went.kills) == set(PARTS)
            yield victim, ready, list(went.shown)
        finally:
            victim.kill(*(part for part in PARTS if part != "database"))


def test_every_reference_shown_holds_and_the_log_is_whole_although_everything_is_killed(
    stormed: Stormed,
) -> None:
    victim, _, shown = stormed
    found = look(victim, shown)
    assert found.faults == ()
    assert found.contacts == len(shown) == REPORTS
    assert found.checkpoints > 1
    assert victim.fsck() == ""


# What a superuser would have to do for each fault to be there, and the words for it.
SPOILED = [
    ("DELETE FROM referrals_receipt WHERE id = (SELECT min(id) FROM referrals_receipt)", "incomplete: "),
    ("DELETE FROM people_referrer WHERE id = (SELECT min(id) FROM people_referrer)", "incomplete: "),
    ("DELETE FROM clocks_clock WHERE duty = 'acknowledgement'", "incomplete: "),
    ("DELETE FROM referrals_alarm", "incomplete: "),
    ("UPDATE referrals_contact SET ref = 'AAAAAAAA' WHERE id = (SELECT min(id) FROM referrals_contact)",
     "shown and not stored: "),
    ('DELETE FROM ledger_entry WHERE "index" = 3', "the entries are not those from 0"),
    ("UPDATE ledger_entry SET entry = 'x' WHERE \"index\" = 3", "an entry is not what its leaf says"),
    ("UPDATE ledger_entry SET leaf = sha256('x') WHERE \"index\" = 3", "the root over all entries is not the head's"),
    ("DELETE FROM ledger_salt WHERE id = (SELECT min(id) FROM ledger_salt)", "not every act has exactly one entry"),
    ("UPDATE ledger_checkpoint SET root = sha256('x')", "is not their root"),
    ("UPDATE ledger_checkpoint SET note = replace(note, '\u2014 ', '\u2014 x')", "does not verify"),
    ("DELETE FROM ledger_checkpoint", "what the signer remembers is not what it published"),
    ("INSERT INTO confidentiality_read (at, role, origin, route, kind, shown, reason)"
     " VALUES (now(), 'x', 'x', 'x', 'page', '{}', '')", "is not in exactly one seal"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "words"), SPOILED)
def test_what_must_hold_is_really_looked_at(stormed: Stormed, spoil: LiteralString, words: str) -> None:
    victim, _, shown = stormed
    with psycopg.connect(victim.place.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(spoil).rowcount > 0
        found = " ".join(faults_in(connection, victim, shown))
        connection.rollback()
    assert words in found


def test_the_logs_of_all_this_hold_no_word_of_a_report_and_no_code(stormed: Stormed) -> None:
    victim, ready, shown = stormed
    logged = victim.logged()
    assert "OperationalError" in logged, "the database was gone, and the log says so"
    held = {press.headers["Cookie"].split("; ")[0] for press in ready.presses}
    for private in ("Bram", "number 12", "Bystander", "01632 960 777", "nell@mail", "report=", *shown, *held):
        assert private not in logged


def test_without_its_database_the_door_says_so_and_gives_a_telephone_number(stormed: Stormed) -> None:
    victim, ready, _ = stormed
    victim.kill("database")
    try:
        status, page = victim.fetch(ready.presses[0])
    finally:
        victim.start("database")
    assert status == 503
    assert PHONE in page
    assert "999" in page
