"""A witness cosigns what follows from what it cosigned before, and answers everything else as C2SP says."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from tests.witness.a_log import LEAVES, LOG, REWRITTEN, STRANGER, checkpoint, proof
from threshold.tlog.notes import COSIGNATURE, PrivateKey, cosignature, parse_note, parse_signature, verified
from threshold.tlog.tree import EMPTY
from threshold.witness import cosigning
from threshold.witness.cosigning import Witness
from threshold.witness.memory import InUse, Memory, MemoryLost, begin
from threshold.witness.requests import Request, written

KEY = PrivateKey("witness.example/w", bytes(range(2, 34)), COSIGNATURE)
TIME = 1_780_304_460
SECOND = "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q="
FIRST = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="


@pytest.fixture
def file(tmp_path):
    begin(tmp_path / "state", KEY.public)
    return tmp_path / "state"


@pytest.fixture
def memory(file):
    with Memory(file, KEY.public) as opened:
        yield opened


@pytest.fixture
def witness(memory):
    return Witness(KEY, [LOG.public], memory, clock=lambda: TIME + 0.9)


def asked(witness, old, size, hashes=None, **changed):
    hashes = (proof(old, size) if 0 < old <= size else ()) if hashes is None else hashes
    return witness.add_checkpoint(written(old, hashes, checkpoint(size, **changed)))


def said(answer):
    return int(answer.status), answer.text


def test_it_cosigns_the_first_checkpoint_and_what_follows_from_it(witness):
    for old, size in ((0, 5), (5, 9), (9, 9), (9, 40)):
        answer = asked(witness, old, size)
        assert answer.status == 200
        note = parse_note(checkpoint(size)).with_signatures(parse_signature(answer.text.rstrip("\n")))
        (signed,) = verified(note, [KEY.public])
        assert signed.time == TIME


def test_it_remembers_the_note_that_it_cosigned(witness, file):
    asked(witness, 0, 5)

    assert json.loads(file.read_text())["logs"][LOG.name]["note"] == checkpoint(5)


@pytest.mark.parametrize(("body", "because"), [
    (b"", "nothing"),
    (written(0, (), checkpoint(5)).replace(b"old 0", b"old 00"), "a leading zero"),
    (written(0, (), checkpoint(5)).replace(b"old 0", b"Old 0"), "another word"),
    (written(0, (), checkpoint(5)).replace(b"old 0\n", b""), "no old size"),
    (written(0, (), checkpoint(5)).replace(b"old 0", b"old -1"), "a size below nothing"),
    (written(0, (bytes(31),), checkpoint(5)), "a hash of 31 bytes"),
    (written(0, [bytes(32)] * 64, checkpoint(5)), "more than 63 hashes"),
    (written(0, (), checkpoint(5)).replace(b"old 0", b"old 0\nAA="), "no base64"),
    (written(0, (), checkpoint(5)).replace(b"old 0", "old ٠".encode()), "digits of another script"),
    (written(0, (), checkpoint(5))[:-1], "its last line does not end"),
    (written(0, (), "hello\n\n" + checkpoint(5).split("\n\n")[1]), "a note that is no checkpoint"),
    (written(6, (), checkpoint(5)), "the old size is larger than the new one"),
])  # fmt: skip
def test_what_is_no_request_is_answered_with_400(witness, body, because):
    assert witness.add_checkpoint(body).status == 400, because


def test_a_log_that_it_does_not_know_is_answered_with_404(witness):
    assert asked(witness, 0, 5, origin=STRANGER.name, key=STRANGER).status == 404


def test_a_checkpoint_that_the_log_did_not_sign_is_answered_with_403(witness):
    assert asked(witness, 0, 5, key=STRANGER).status == 403
    false = replace(LOG, seed=bytes(32))
    assert asked(witness, 0, 5, key=false).status == 403
    spoilt = checkpoint(5).replace("\n5\n", "\n6\n")
    assert witness.add_checkpoint(written(0, (), spoilt)).status == 403
    # A known key's signature that is false is not made good by another line.
    own = parse_note(checkpoint(5))
    both = own.with_signatures(replace(own.signatures[0], made=bytes(64)))
    assert witness.add_checkpoint(written(0, (), str(both))).status == 403


def test_either_of_a_log_s_keys_will_do_and_other_people_s_signatures_do_not_matter(memory):
    newer = replace(LOG, seed=bytes(range(9, 41)))
    witness = Witness(KEY, [LOG.public, newer.public], memory, clock=lambda: TIME)
    assert asked(witness, 0, 5, key=newer).status == 200
    more = parse_note(checkpoint(9)).with_signatures(cosignature("x\n", replace(KEY, name="w2"), time=1))
    assert witness.add_checkpoint(written(5, proof(5, 9), str(more))).status == 200


def test_another_old_size_than_the_one_it_cosigned_is_answered_with_that_one(witness):
    answer = asked(witness, 4, 5)
    assert (*said(answer), answer.kind) == (409, "0\n", "text/x.tlog.size")
    asked(witness, 0, 9)
    for old, size in ((0, 9), (0, 20), (8, 20), (10, 20), (0, 5)):
        answer = asked(witness, old, size)
        assert (*said(answer), answer.kind) == (409, "9\n", "text/x.tlog.size")


def test_a_log_that_shrank_is_not_cosigned(witness):
    asked(witness, 0, 9)

    assert asked(witness, 9, 5, proof(5, 9)).status == 400
    assert asked(witness, 5, 5).status == 409
    assert asked(witness, 0, 5).status == 409


def test_a_log_that_was_rewritten_is_not_cosigned(witness, memory):
    asked(witness, 0, 9)

    assert asked(witness, 9, 20, proof(9, 20, leaves=REWRITTEN), leaves=REWRITTEN).status == 422
    assert asked(witness, 9, 20, proof(9, 20), leaves=REWRITTEN).status == 422
    assert asked(witness, 9, 20, ()).status == 422
    assert asked(witness, 9, 20, (*proof(9, 20), bytes(32))).status == 422
    assert asked(witness, 9, 9, (bytes(32),)).status == 422
    assert memory.seen(LOG.name).size == 9


def test_two_trees_of_one_size_are_kept_as_evidence(witness, file):
    asked(witness, 0, 9)
    for _ in range(2):
        answer = asked(witness, 9, 9, (), leaves=REWRITTEN)
        assert (answer.status, answer.kind) == (409, "text/plain; charset=utf-8")

    kept = file.with_name("state.evidence").read_text()
    assert kept == f"{checkpoint(9)}\n{checkpoint(9, leaves=REWRITTEN)}\n"


def test_from_size_zero_nothing_is_proved(witness, memory):
    assert asked(witness, 0, 5, (bytes(32),)).status == 422
    empty = checkpoint(0)
    assert memory.seen(LOG.name) is None
    assert witness.add_checkpoint(written(0, (), empty)).status == 422
    assert EMPTY.hex() not in str(memory.seen(LOG.name))
    asked(witness, 0, 9)
    # With an honest proof, and as if it had seen nothing.
    assert asked(witness, 0, 20, proof(9, 20)).status == 409


def test_two_at_once_cannot_both_go_on_from_the_same_size(witness):
    asked(witness, 0, 9)
    together = Barrier(8)

    def go(number):
        leaves = [*LEAVES[:9], bytes([number]) * 32, *LEAVES[10:]]
        together.wait()
        return asked(witness, 9, 20, proof(9, 20, leaves=leaves), leaves=leaves).status

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(go, range(8)))
    assert statuses == [200] + [409] * 7


def test_it_signs_when_what_it_signs_is_on_the_disk_and_not_before(witness, monkeypatch):
    done = []

    def noted(name, does):
        def instead(*given, **more):
            done.append(name)
            return does(*given, **more)

        return instead

    monkeypatch.setattr("os.fsync", noted("on the disk", os.fsync))
    monkeypatch.setattr(Path, "replace", noted("named", Path.replace))
    monkeypatch.setattr(cosigning, "cosignature", noted("signed", cosigning.cosignature))

    assert asked(witness, 0, 5).status == 200
    assert done == ["on the disk", "named", "on the disk", "signed"]


def test_what_it_cannot_write_down_it_does_not_cosign(witness, memory, monkeypatch):
    asked(witness, 0, 5)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        assert asked(witness, 5, 9).status == 503
    assert memory.seen(LOG.name).size == 5
    assert asked(witness, 5, 9).status == 200


def test_it_goes_on_after_it_was_closed_and_opened(file):
    for old, size in ((0, 5), (5, 9)):
        with Memory(file, KEY.public) as memory:
            assert asked(Witness(KEY, [LOG.public], memory, clock=lambda: TIME), old, size).status == 200
    with Memory(file, KEY.public) as memory:
        assert asked(Witness(KEY, [LOG.public], memory, clock=lambda: TIME), 0, 9).text == "9\n"


def test_what_was_half_written_beside_its_memory_is_of_no_account(file):
    with Memory(file, KEY.public) as memory:
        asked(Witness(KEY, [LOG.public], memory, clock=lambda: TIME), 0, 5)
    file.with_name("state.part").write_text('{"version": 1, "key"')

    with Memory(file, KEY.public) as memory:
        assert memory.seen(LOG.name).size == 5


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null", '{"version": 1}', "\udcff"])
def test_a_memory_that_cannot_be_read_is_not_begun_again(file, text):
    file.write_text(text, errors="surrogateescape")
    with pytest.raises(MemoryLost, match="cannot be read"):
        Memory(file, KEY.public)


def test_a_memory_of_another_key_or_none_at_all_is_said(file):
    with pytest.raises(MemoryLost, match="another key"):
        Memory(file, replace(KEY, name="another.example").public)
    file.unlink()
    with pytest.raises(MemoryLost, match="not there"):
        Memory(file, KEY.public)


def test_two_programs_cannot_have_one_memory(file, memory):
    with pytest.raises(InUse):
        Memory(file, KEY.public)


def test_a_request_is_read_as_it_is_written():
    body = written(5, proof(5, 9), checkpoint(9))
    request = Request.parse(body)

    assert written(request.old, request.proof, str(request.note)) == body


def test_the_specification_s_example_of_a_request_is_one():
    # c2sp.org/tlog-witness, "add-checkpoint".
    request = Request.parse(
        f"""\
old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa {FIRST}
— example.com/behind-the-sofa {SECOND}
""".encode()
    )

    assert (request.old, len(request.proof), request.checkpoint.size) == (20_852_014, 4, 20_852_163)
