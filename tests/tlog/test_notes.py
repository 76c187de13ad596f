"""Signed notes: what others signed opens here, what we sign is what they would sign, and nothing else opens."""

import base64
import hashlib
from dataclasses import replace

import pytest

from threshold.tlog.notes import (
    COSIGNATURE,
    BadKey,
    BadNote,
    BadSignature,
    Checkpoint,
    Note,
    PrivateKey,
    PublicKey,
    Signed,
    cosignature,
    parse_note,
    sign,
    signature,
    verified,
)

# golang.org/x/mod/sumdb/note: the example key, text and signatures of its documentation and its tests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_MADE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
ENOCH_MADE = "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="
PETER_LINE, ENOCH_LINE = f"— PeterNeumann {PETER_MADE}\n", f"— EnochRoot {ENOCH_MADE}\n"
# c2sp.org/signed-note, "Verifier keys" and "Example".
C2SP = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# A checkpoint of the Go checksum database, and that database's key as the go command has it built in.
GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_CHECKPOINT = (
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n"
    "— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
)
# A Certificate Transparency log's checkpoint with public witnesses' cosignatures, and keys as they publish them.
CT = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
REMORA = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
CT_CHECKPOINT = (
    "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— witness1.smartit.nu/witness1 "
    "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
    "— remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
)
# c2sp.org/tlog-cosignature: its example, which signs this message at this time.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

LOG = PrivateKey("council.example/ledger", bytes(range(32)))
WITNESS = PrivateKey("witness.example/w", bytes(range(1, 33)), COSIGNATURE)
BODY = Checkpoint("council.example/ledger", 7, bytes(32)).text


@pytest.mark.parametrize(("written", "keys", "names"), [
    (f"{TEXT}\n{PETER_LINE}", [PETER], ["PeterNeumann"]),
    (f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}", [PETER], ["PeterNeumann"]),
    (f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}", [PETER, ENOCH], ["PeterNeumann", "EnochRoot"]),
    (f"{TEXT}\n{PETER_LINE}{PETER_LINE}", [PETER], ["PeterNeumann"]),
    (f"{TEXT}\n{PETER_LINE}", [ENOCH, C2SP], []),
    (C2SP_NOTE, [C2SP], ["example.com/foo"]),
    (GO_CHECKPOINT, [GO], ["sum.golang.org"]),
    (CT_CHECKPOINT, [CT, REMORA], ["arche2025h1.staging.ct.transparency.dev", "remora.n621.de"]),
])  # fmt: skip
def test_what_others_signed_is_verified_by_the_keys_we_know_and_by_no_other(written, keys, names):
    note = parse_note(written)

    assert str(note) == written
    assert [signed.key.name for signed in verified(note, [PublicKey.parse(key) for key in keys])] == names


def test_a_note_is_signed_as_go_signs_it():
    assert str(sign(TEXT, PrivateKey.parse(PETER_SECRET))) == f"{TEXT}\n{PETER_LINE}"


def test_a_public_witness_says_when_it_saw_the_checkpoint():
    note = parse_note(CT_CHECKPOINT)

    (remora,) = verified(note, [PublicKey.parse(REMORA)])
    assert remora == Signed(PublicKey.parse(REMORA), 1779573024)
    assert Checkpoint.parse(note.text).size == 1_432_088_532


def test_the_specification_s_cosignature_has_the_form_and_the_time_that_it_says():
    line = parse_note(SOFA).signatures[1]

    assert (line.name, int.from_bytes(line.made[:8], "big"), len(line.made)) == (
        "witness.example.com/w1",
        1_679_315_147,
        72,
    )


def test_a_cosignature_is_over_the_time_and_the_whole_text():
    line = cosignature(BODY, WITNESS, time=1_679_315_147)

    by_hand = WITNESS.sign(b"cosignature/v1\ntime 1679315147\n" + BODY.encode())
    assert line.made == (1_679_315_147).to_bytes(8, "big") + by_hand
    note = sign(BODY, LOG).with_signatures(line)
    assert verified(note, [WITNESS.public]) == (Signed(WITNESS.public, 1_679_315_147),)
    later = replace(line, made=(1_679_315_148).to_bytes(8, "big") + by_hand)
    with pytest.raises(BadSignature):
        verified(Note(BODY, (later,)), [WITNESS.public])


def test_a_key_signs_or_cosigns_and_never_the_other():
    with pytest.raises(BadKey, match="cosigns"):
        signature(BODY, WITNESS)
    with pytest.raises(BadKey, match="witness"):
        cosignature(BODY, LOG, time=1)
    assert PublicKey("a", LOG.public.public).id != PublicKey("a", LOG.public.public, COSIGNATURE).id
    # The same key and the same bytes, claimed to be of the other kind.
    twin = PrivateKey(WITNESS.name, WITNESS.seed)
    line = replace(signature(BODY, twin), key_id=WITNESS.public.id)
    with pytest.raises(BadSignature):
        verified(Note(BODY, (line,)), [WITNESS.public])


@pytest.mark.parametrize("key", [PETER, ENOCH, C2SP, GO, CT, REMORA, str(LOG.public), str(WITNESS.public)])
def test_a_public_key_is_read_as_it_is_written_and_in_no_other_way(key):
    assert str(PublicKey.parse(key)) == key
    others = [key[i:j] for i in range(len(key)) for j in range(i + 1, len(key) + 1) if j - i < len(key)]
    others += [key[:i] + chr(ord(key[i]) + 1) + key[i + 1 :] for i in range(len(key))]
    for other in others:
        with pytest.raises(BadKey):
            PublicKey.parse(other)


def test_a_private_key_is_read_as_it_is_written_and_never_shown():
    for key in (LOG, WITNESS, PrivateKey.parse(PETER_SECRET)):
        assert PrivateKey.parse(key.secret()) == key
        assert key.secret()[-20:] not in repr(key)
    assert PrivateKey.parse(PETER_SECRET).secret() == PETER_SECRET
    assert str(PrivateKey.parse(PETER_SECRET).public) == PETER
    for i in range(len(PETER_SECRET)):
        with pytest.raises(BadKey):
            PrivateKey.parse(PETER_SECRET[:i] + chr(ord(PETER_SECRET[i]) + 1) + PETER_SECRET[i + 1 :])
        with pytest.raises(BadKey):
            PrivateKey.parse(PETER_SECRET[:i])
    assert PrivateKey.new("a").seed != PrivateKey.new("a").seed


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "a\u2003b", "a\x00b", "a\udc80"])
def test_a_key_s_name_has_no_spaces_no_plus_and_no_control_characters(name):
    with pytest.raises(BadKey):
        PrivateKey(name, bytes(32))


@pytest.mark.parametrize(
    ("algorithm", "key"), [(1, bytes(31)), (1, bytes(33)), (2, bytes(32)), (6, bytes(32))]
)
def test_a_key_of_another_kind_or_length_is_refused(algorithm, key):
    head = hashlib.sha256(b"a\n" + bytes([algorithm]) + key).digest()[:4].hex()
    with pytest.raises(BadKey):
        PublicKey.parse(f"a+{head}+{base64.b64encode(bytes([algorithm]) + key).decode()}")


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def doubled(point):
    """Twice a point of the curve, by its law of addition."""
    x, y = point
    t = D * x * x * y * y
    return 2 * x * y * pow(1 + t, -1, P) % P, (y * y + x * x) * pow(1 - t, -1, P) % P


def points_of_low_order():
    """All points whose order divides 8, found from the curve's equation and not from a list."""
    i = pow(2, (P - 1) // 4, P)
    found = {(0, 1), (0, P - 1), (i, 0), (P - i, 0)}
    # Halving a point of order 4 gives x^2 = -y^2, and then d*y^4 + 2*y^2 - 1 = 0.
    root = pow(1 + D, (P + 3) // 8, P)
    root = root if root * root % P == (1 + D) % P else root * i % P
    for squared in ((root - 1) * pow(D, -1, P) % P, (-root - 1) * pow(D, -1, P) % P):
        y = pow(squared, (P + 3) // 8, P)
        y = y if y * y % P == squared else y * i % P
        if y * y % P == squared:
            found |= {(sign_x * i * y % P, sign_y * y % P) for sign_x in (1, -1) for sign_y in (1, -1)}
    return found


def test_a_key_under_which_anybody_could_sign_is_refused():
    low = points_of_low_order()
    assert len(low) == 8
    for point in low:
        assert doubled(doubled(doubled(point))) == (0, 1)
        # With either sign, and in the second way that a few heights can be written: refused all the same.
        for height in {point[1], point[1] + P}:
            for sign_bit in (0, 1):
                if height < 2**255:
                    with pytest.raises(BadKey, match="low order"):
                        PublicKey("a", (height | sign_bit << 255).to_bytes(32, "little"))


@pytest.mark.parametrize(("wrong", "because"), [
    (TEXT, "it has no signature"),
    (f"{TEXT}\n", "nor has this"),
    (f"{TEXT}\n{PETER_LINE[:-1]}", "the last line does not end"),
    (f"{TEXT}\n{PETER_LINE}Unexpected line.\n", "a line below is no signature"),
    (f"{TEXT}\n{PETER_LINE}\n", "an empty line below has no signatures after it"),
    (f"{TEXT}{PETER_LINE}", "the empty line is missing"),
    (f"\x01{TEXT}\n{PETER_LINE}", "a control character"),
    (f"{TEXT}\r\n\r\n{PETER_LINE}", "lines end with one character"),
    (f"\t{TEXT}\n{PETER_LINE}", "a tab is a control character too"),
    (b"\xff" + f"{TEXT}\n{PETER_LINE}".encode(), "not UTF-8"),
    (f"\udc80{TEXT}\n{PETER_LINE}", "half a character"),
    (f"{TEXT}\n— Bad Name {PETER_MADE}\n", "a space in the name"),
    (f"{TEXT}\n— Bad+Name {PETER_MADE}\n", "a plus in the name"),
    (f"{TEXT}\n—  {PETER_MADE}\n", "no name"),
    (f"{TEXT}\n- PeterNeumann {PETER_MADE}\n", "a hyphen for the dash"),
    (f"{TEXT}\n— PeterNeumann\n", "no signature"),
    (f"{TEXT}\n— PeterNeumann {PETER_MADE} \n", "a space after it"),
    (f"{TEXT}\n— PeterNeumann {PETER_MADE[:-1]}\n", "base64 without its last sign"),
    (f"{TEXT}\n— PeterNeumann {PETER_MADE[:40]} {PETER_MADE[40:]}\n", "base64 in two parts"),
    (f"{TEXT}\n— PeterNeumann {PETER_MADE[:-2]}N=\n", "bits behind the last byte"),
    (f"{TEXT}\n— PeterNeumann x08gow==\n", "a key's id and nothing more"),
    (f"{TEXT}\n{PETER_LINE * 101}", "more signatures than anybody would look at"),
    ("x" * 300_000 + f"\n\n{PETER_LINE}", "longer than any note"),
])  # fmt: skip
def test_what_is_no_note_is_refused(wrong, because):
    with pytest.raises(BadNote):
        parse_note(wrong)


def test_a_note_s_text_may_have_empty_lines():
    note = sign("One.\n\n\nTwo.\n", LOG)

    assert verified(parse_note(str(note)), [LOG.public])
    assert parse_note(str(note)).text == "One.\n\n\nTwo.\n"


@pytest.mark.parametrize("text", ["abc", "", "a\x00b\n", "a\udc80\n"])
def test_a_text_that_could_not_be_read_back_is_not_signed(text):
    with pytest.raises(BadNote):
        sign(text, LOG)


def test_changing_any_bit_of_a_note_makes_it_one_that_we_do_not_take():
    note = str(sign(BODY, LOG).with_signatures(cosignature(BODY, WITNESS, time=9))).encode()
    keys = [LOG.public, WITNESS.public]
    assert len(verified(parse_note(note), keys)) == 2
    for place in range(len(note)):
        for bit in range(8):
            changed = bytes([*note[:place], note[place] ^ 1 << bit, *note[place + 1 :]])
            try:
                assert len(verified(parse_note(changed), keys)) < 2
            except (BadNote, BadSignature):
                continue


def test_one_false_signature_in_a_known_name_spoils_the_note():
    false = replace(signature(BODY, LOG), made=signature("x\n", LOG).made)
    for lines in ((false, signature(BODY, LOG)), (signature(BODY, LOG), false)):
        with pytest.raises(BadSignature, match=LOG.name):
            verified(Note(BODY, lines), [LOG.public])
    for made in (b"x", bytes(63), bytes(65), bytes(72)):
        with pytest.raises(BadSignature):
            verified(Note(BODY, (replace(false, made=made),)), [LOG.public])
    far = replace(cosignature(BODY, WITNESS, time=2**63), key_id=WITNESS.public.id)
    with pytest.raises(BadSignature):
        verified(Note(BODY, (far,)), [WITNESS.public])


def test_a_checkpoint_is_read_as_it_is_written():
    more = Checkpoint("a b", 2**63 - 1, bytes(range(32)), ("more", "and more"))

    assert Checkpoint.parse(more.text) == more
    assert Checkpoint.parse(BODY) == Checkpoint("council.example/ledger", 7, bytes(32))
    assert Checkpoint("o", 0, bytes(32)).text == "o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize("text", [
    "", "o\n", "o\n1\n", f"o\n1\n{ROOT}", f"\n1\n{ROOT}\n", f"o\n\n{ROOT}\n", f"o\n01\n{ROOT}\n", f"o\n-1\n{ROOT}\n",
    f"o\n+1\n{ROOT}\n", f"o\n1 \n{ROOT}\n", f"o\n١\n{ROOT}\n", f"o\n{2**63}\n{ROOT}\n", f"o\n{'9' * 5000}\n{ROOT}\n",
    f"o\n1\n{ROOT[:-1]}\n", f"o\n1\n{ROOT[4:]}\n", f"o\n1\n{ROOT}\n\n", f"o\n1\n{ROOT}\n\nx\n",
    f"o\n1\n{ROOT[:-2]}B=\n", f"o\n0x1\n{ROOT}\n", f"o\n1.0\n{ROOT}\n",
])  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)
