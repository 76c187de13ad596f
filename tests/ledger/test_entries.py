"""Entries: codes, random references, digests and times. There is no room for a name or a sentence."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from threshold.ledger.rules import NotAnEntry, entry
from threshold.tlog.tree import leaf_hash

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

SOMEBODY = UUID(int=7)


@dataclass(frozen=True)
class Somebody:
    ref: UUID | None = SOMEBODY
    role: str = "screening-worker"
    origin: str = "live"


def an_entry(**changes):
    facts = {
        "kind": "contact.received", "record": UUID(int=1), "number": 2, "commitment": b"\x01" * 32,
        "previous": b"\x02" * 32, "by": Somebody(), "asserted": AT, "recorded": AT,
    }  # fmt: skip
    facts.update(changes)
    return entry(facts.pop("kind"), **facts)


def test_an_entry_is_written_exactly_so():
    assert an_entry() == (
        b'{"actor":"00000000-0000-0000-0000-000000000007","asserted":"2026-03-29T01:30:00.000000Z",'
        b'"commitment":"' + b"01" * 32 + b'","kind":"contact.received","number":2,"origin":"live",'
        b'"previous":"' + b"02" * 32 + b'","record":"00000000-0000-0000-0000-000000000001",'
        b'"recorded":"2026-03-29T01:30:00.000000Z","role":"screening-worker","v":1}'
    )


def test_the_first_entry_of_a_record_by_nobody_we_know_says_so():
    facts = json.loads(an_entry(number=1, previous=None, by=Somebody(ref=None, role="public")))

    assert facts["previous"] is None
    assert facts["actor"] is None


def test_the_leaf_hash_is_that_of_rfc_6962():
    assert leaf_hash(an_entry()) == hashlib.sha256(b"\x00" + an_entry()).digest()


@pytest.mark.parametrize(("changes", "because"), [
    ({"kind": "Aisha was seen"}, "a kind is a code"),
    ({"kind": "received"}, "a kind has a subject"),
    ({"kind": "contact.received\n"}, "not even a new line"),
    ({"kind": "a." + "b" * 63}, "a long text is no code"),
    ({"by": replace(Somebody(), role="Aisha Khan")}, "a role is a code"),
    ({"by": replace(Somebody(), origin="12 Mill Lane")}, "an origin is a code"),
    ({"by": replace(Somebody(), ref="aisha@example.org")}, "an actor is a random reference"),
    ({"commitment": b"Aisha Khan"}, "a commitment has 32 bytes"),
    ({"previous": b""}, "a previous commitment has 32 bytes"),
    ({"number": 0}, "versions are counted from 1"),
])  # fmt: skip
def test_nothing_but_codes_references_digests_and_times_gets_in(changes, because):
    try:
        an_entry(**changes)
    except NotAnEntry:
        return
    pytest.fail(because)


def test_no_entry_comes_near_the_limit_of_the_tile_format():
    assert len(an_entry(kind="a." + "b" * 62)) < 1000
