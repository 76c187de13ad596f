"""The house is written as its architecture says. Each rule is first shown a good and a bad line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure import reading
from tests.structure.reading import HOUSE, ROOT, files, short

GOOD_ACTION = "@transaction.atomic\ndef decide(*, by, at): ...\ndef _help(): ..."
GOOD_QUERY = "def page(*, ref, viewer): ...\ndef line_of(row): ..."

# Where the time may be read: at the doors, and where the house itself stands at one.
AT_A_DOOR = (
    HOUSE / "doors",
    HOUSE / "demo",
    HOUSE / "confidentiality/addresses.py",  # middleware, in front of every door
    HOUSE / "messages/carriers.py",  # the text service's token is about the moment it is sent
)

# What is asked of an act is not asked of these, and why.
NOT_GIVEN = ["it is not given the time", "it is not told who acts"]
NO_ACTS = {
    "threshold/evidence/actions/expire.py": NOT_GIVEN,  # a draft that was never sent is no record
    "threshold/evidence/actions/remove.py": NOT_GIVEN,  # nor is a file in one
    "threshold/evidence/actions/sweep.py": NOT_GIVEN,  # nor is what no row knows
    "threshold/ledger/actions/append_many.py": NOT_GIVEN,  # each of its acts carries both
    "threshold/ledger/actions/integrate.py": NOT_GIVEN[
        1:
    ],  # it moves what others did and says nothing itself
}


@pytest.mark.parametrize(
    ("source", "because"),
    [
        (GOOD_ACTION.replace("decide", "other"), "its name is not the file's"),
        (GOOD_ACTION + "\ndef undo(*, by, at): ...", "it has two public functions"),
        (GOOD_ACTION.replace("@transaction.atomic\n", ""), "it has no transaction"),
        (GOOD_ACTION.replace("by, at", "by"), "it would have to read the time"),
        (GOOD_ACTION.replace("by, at", "at"), "nobody is named as acting"),
    ],
)
def test_the_rule_for_actions_finds_each_fault(source, because):
    assert reading.action_faults(GOOD_ACTION, "decide") == []
    assert reading.action_faults(source, "decide"), because


@pytest.mark.parametrize("path", files("*/actions/[!_]*.py"), ids=short)
def test_an_action_is_one_verb_in_one_transaction_with_the_time_and_the_actor_given(path):
    assert reading.action_faults(path.read_text(), path.stem) == NO_ACTS.get(short(path), [])


@pytest.mark.parametrize(
    ("source", "because"),
    [
        (GOOD_QUERY.replace(", viewer", ""), "nobody is looking"),
        (
            GOOD_QUERY.replace("*, ref, viewer", "ref, viewer"),
            "the viewer can be mistaken for something else",
        ),
        (GOOD_QUERY.replace("viewer", "viewer=None"), "somebody may read as nobody"),
    ],
)
def test_the_rule_for_queries_finds_each_fault(source, because):
    assert reading.query_faults(GOOD_QUERY) == []
    assert reading.query_faults(source) == ["page"], because


@pytest.mark.parametrize("path", [*files("*/queries.py"), *files("*/queries/*.py")], ids=short)
def test_nobody_reads_as_nobody(path):
    assert reading.query_faults(path.read_text()) == []


# All that somebody who holds a code, or nobody in particular, may ask. A general query is not among them.
PUBLIC_QUESTIONS = {
    "staffing.configuration",
    "referrals.draft_under",
    "referrals.holder_page",
    "referrals.is_sent",
    "referrals.receipt_opened",
    "evidence.files_of_draft",
    "ledger.epochs",
    "ledger.log_keys",
    "ledger.newest_checkpoint",
    "ledger.published_tile",
    "ledger.seen_by_witnesses",
    "messages.thread_of",
    "clocks.account",
    "clocks.faces",
}


def test_the_public_door_asks_only_narrow_questions():
    bad = "from threshold.referrals.queries import Contact, search"
    assert reading.queries_named(bad) == {"referrals.search"}
    asked = set().union(*(reading.queries_named(path.read_text()) for path in files("doors/public/**/*.py")))
    assert asked <= PUBLIC_QUESTIONS


@pytest.mark.parametrize(
    "bad", ["timezone.now()", "date.today()", "datetime.now(UTC)", "localdate()", "time.time()", "now()"]
)
def test_the_rule_for_time_finds_each_clock(bad):
    assert reading.clock_readings("day = localdate(at)\nwait = monotonic()") == []
    assert len(reading.clock_readings(bad)) == 1


def test_the_time_is_read_at_a_door_and_nowhere_below_it():
    below = [path for path in files("**/*.py") if not any(path.is_relative_to(door) for door in AT_A_DOOR)]
    assert {short(path): found for path in below if (found := reading.clock_readings(path.read_text()))} == {}


@pytest.mark.parametrize(
    "bad", ["import random", "from random import choice", "from uuid import uuid1", "uuid.uuid1()"]
)
def test_the_rule_for_chance_finds_each_guessable_one(bad):
    assert reading.chances("import secrets\nfrom uuid import uuid4") == []
    assert reading.chances(bad)


def test_nothing_can_be_guessed():
    found = {short(path): reading.chances(path.read_text()) for path in files("**/*.py")}
    assert {name: chances for name, chances in found.items() if chances} == {}


@pytest.mark.parametrize(
    "bad", ["{{ words|safe }}", "{{ words | safe }}", "mark_safe(words)", "{% autoescape off %}"]
)
def test_the_rule_for_pages_finds_each_way_past_escaping(bad):
    assert reading.unescaped("{{ words }} {# is this safe? #}") == []
    assert reading.unescaped(bad)


def test_what_people_write_reaches_a_page_only_escaped():
    elsewhere = [*files("**/*.py"), *files("**/*.html"), *files("**/*.txt")]
    elsewhere = [path for path in elsewhere if not path.is_relative_to(HOUSE / "design")]
    assert {short(path): found for path in elsewhere if (found := reading.unescaped(path.read_text()))} == {}


@pytest.mark.parametrize(
    "bad", ["--index-url x", "--find-links /x", "a @ https://host/a.whl", '"resolved": "x"', "https://x"]
)
def test_the_rule_for_lock_files_finds_each_address(bad):
    assert reading.addresses_named("django==5.2.19 \\\n    --hash=sha256:00\n    # via -r runtime.in") == []
    assert reading.addresses_named(bad)


@pytest.mark.parametrize(
    "path", [*files("*", below=ROOT / "requirements"), ROOT / "package-lock.json"], ids=short
)
def test_lock_files_name_no_host(path):
    assert reading.addresses_named(path.read_text()) == []


@pytest.mark.parametrize("path", files("*.txt", below=ROOT / "requirements"), ids=short)
def test_every_locked_package_has_its_hashes(path):
    lines = path.read_text().splitlines()
    locked = [i for i, line in enumerate(lines) if line[:1].isalnum()]
    assert locked
    assert all(lines[i].endswith("\\") and "--hash=sha256:" in lines[i + 1] for i in locked)


def test_the_layers_of_the_house_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
