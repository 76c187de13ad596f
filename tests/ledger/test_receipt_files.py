"""A receipt shows reference and time, and whoever changes a letter of it shows nothing."""

from dataclasses import replace

import pytest

from tests.ledger.a_receipt import (
    FIELDS,
    LOG,
    OTHER_LOG,
    OTHER_WITNESS,
    SALT,
    WITNESS,
    Public,
    an_entry,
    proof_of,
    sealed,
    unsealed,
)
from threshold.ledger.receipts import Answer, NotAReceipt, Receipt, findings, is_from_a_demonstration, receipt
from threshold.tlog.notes import COSIGNATURE, PublicKey
from threshold.tlog.tree import leaf_hash


def answers(given, *, keys=(LOG.public,), witnesses=()):
    return {each.part: each.answer for each in findings(given, keys=keys, witnesses=witnesses)}


def holds(text):
    """Return whether a file is a receipt of which everything holds against the log's key and the witness's."""
    try:
        found = answers(Receipt.parse(text), witnesses=[WITNESS.public])
    except NotAReceipt:
        return False
    return set(found.values()) == {Answer.HOLDS}


def test_a_receipt_with_its_proof_holds():
    assert answers(sealed(), witnesses=[WITNESS.public]) == {
        "entry": Answer.HOLDS,
        "reference": Answer.HOLDS,
        "time": Answer.HOLDS,
        "place": Answer.HOLDS,
        "signature": Answer.HOLDS,
        "witness witness.example/w": Answer.HOLDS,
    }
    said = " ".join(each.says for each in findings(sealed(), keys=[LOG.public], witnesses=[WITNESS.public]))
    assert "7KQ2-M4XR" in said
    assert "2026-06-01T09:00:00.000000Z" in said
    assert "entry 5 of the 11" in said
    assert "saw the log like this at 2026-06-01T09:01:00Z" in said


def test_a_receipt_says_everything_at_once_and_has_its_proof_later():
    given = unsealed()

    assert answers(given)["place"] is Answer.UNTOLD
    assert "signature" not in answers(given)
    assert Receipt.parse(str(given)) == given
    later = Receipt.parse(str(given)).sealed(proof_of(given.leaf))
    assert str(later).startswith(str(given).partition("== proof")[0])


def test_it_opens_reference_and_time_and_nothing_else():
    secret = {**FIELDS, "by_ref": "5f6f0e2e-0000-4000-8000-000000000001", "origin": "fennmarsh"}
    text = str(unsealed(fields=secret))

    assert "7KQ2M4XR" in text
    assert "5f6f0e2e" not in text
    assert "fennmarsh" not in text
    assert SALT.hex() not in text


@pytest.mark.parametrize("given", [unsealed(), sealed()])
def test_a_file_is_read_as_it_is_written_also_from_a_machine_that_ends_lines_otherwise(given):
    assert Receipt.parse(str(given)) == given
    assert Receipt.parse("\ufeff" + str(given).replace("\n", "\r\n")) == given


def test_changing_any_letter_of_the_file_is_found():
    text = str(sealed())
    assert holds(text)
    for place, sign in enumerate(text):
        other = chr(ord(sign) ^ 1) if sign != "\n" else " "
        assert not holds(text[:place] + other + text[place + 1 :]), place


def test_leaving_out_any_line_or_doubling_it_is_found():
    lines = str(sealed()).splitlines(keepends=True)
    for place, line in enumerate(lines):
        assert not holds("".join([*lines[:place], *lines[place + 1 :]])), line
        # A signature says the same when it is said twice.
        twice = "".join([*lines[:place], line, *lines[place:]])
        assert holds(twice) is line.startswith("\N{EM DASH} "), line


@pytest.mark.parametrize(
    "text", ["", "\n", "Threshold receipt, version 1\n", str(sealed())[: 2**19] * 300, "\x00" * 100]
)
def test_another_file_is_no_receipt(text):
    with pytest.raises(NotAReceipt):
        Receipt.parse(text)


def test_words_that_nothing_vouches_for_cannot_be_put_on_a_receipt():
    text = str(sealed())
    for wrong in (
        "We promise you a visit.\n" + text,
        text.replace("Keep this file.", "You may throw this away."),
        text.replace("Reference: 7KQ2-M4XR", "Reference: 7KQ2-M4XS"),
        text + "\nA child was seen.\n",
    ):
        assert not holds(wrong)


def test_without_a_key_nobody_vouches_for_it():
    found = answers(sealed(), keys=[])

    assert found.pop("signature") is Answer.UNTOLD
    assert set(found.values()) == {Answer.HOLDS}


@pytest.mark.parametrize(("changed", "part", "because"), [
    ({"keys": (OTHER_LOG,)}, "signature", "another log's key signed it"),
    ({"keys": (OTHER_LOG,), "origin": OTHER_LOG.name}, "signature", "it is another log's checkpoint"),
    ({"origin": OTHER_LOG.name}, "signature", "the key signed in the name of another log"),
    ({"kind": "contact.received"}, "entry", "the entry is about something else"),
])  # fmt: skip
def test_what_another_key_or_another_entry_shows_does_not_count(changed, part, because):
    assert answers(sealed(**changed))[part] is Answer.FAILS, because


def test_a_proof_of_another_entry_proves_nothing():
    other = proof_of(unsealed(fields={**FIELDS, "ref": "OTHER234"}).leaf)

    assert answers(unsealed().sealed(other))["place"] is Answer.FAILS


def test_another_reference_or_time_does_not_open():
    given = sealed()
    for name, value in (("reference", "7KQ2M4XS"), ("received", "2026-06-02T09:00:00.000000Z")):
        wrong = replace(given, **{name: replace(getattr(given, name), value=value)})
        assert Answer.FAILS in answers(wrong).values()
    # The time in the reference's place: each opening is bound to its field's name.
    swapped = replace(given, reference=replace(given.received, name="ref"))
    assert answers(swapped)["reference"] is Answer.FAILS


def test_an_entry_that_was_changed_does_not_open_either():
    given = sealed()
    later = an_entry().replace(b'"asserted":"2026-06-01', b'"asserted":"2026-05-01')

    assert answers(replace(given, entry=later))["entry"] is Answer.FAILS
    for written in (b"{}", b"[]", b"null", b"{" * 60_000, an_entry().replace(b":", b": "), b"\xff"):
        assert answers(replace(given, entry=written, leaf=leaf_hash(written)))["entry"] is Answer.FAILS


def test_a_witness_that_has_not_seen_it_cannot_be_claimed():
    assert (
        answers(sealed(witnesses=()), witnesses=[WITNESS.public])["witness witness.example/w"]
        is Answer.UNTOLD
    )
    assert answers(sealed(), witnesses=[OTHER_WITNESS.public])["witness other.example/w"] is Answer.UNTOLD
    imposter = PublicKey(WITNESS.name, OTHER_WITNESS.public.public, COSIGNATURE)
    assert answers(sealed(), witnesses=[imposter])["witness witness.example/w"] is Answer.UNTOLD
    # The log's own signature is no witness's, whatever it is called.
    assert answers(sealed(), witnesses=[LOG.public])[f"witness {LOG.name}"] is Answer.UNTOLD
    proof = sealed().proof
    false = replace(proof.note.signatures[1], made=bytes(72))
    bent = sealed().sealed(
        replace(proof, note=replace(proof.note, signatures=(proof.note.signatures[0], false)))
    )
    assert answers(bent, witnesses=[WITNESS.public])["witness witness.example/w"] is Answer.FAILS


def test_a_rotated_log_is_vouched_for_by_either_key():
    newer = replace(LOG, seed=bytes(range(9, 41)))
    both = sealed(keys=(LOG, newer))

    for keys in ([LOG.public], [newer.public], [LOG.public, newer.public]):
        assert answers(both, keys=keys)["signature"] is Answer.HOLDS


def test_a_receipt_from_a_demonstration_says_so():
    class Shown(Public):
        origin = "demo"

    assert is_from_a_demonstration(unsealed(by=Shown))
    assert not is_from_a_demonstration(unsealed())


def test_a_receipt_is_made_from_what_its_version_commits_to():
    with pytest.raises(ValueError, match="ref"):
        receipt(an_entry(), fields={"received_at": FIELDS["received_at"]}, salt=SALT)
