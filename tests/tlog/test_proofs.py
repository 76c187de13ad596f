"""A proof file of the Go checksum database is one here too, and no other text is."""

from dataclasses import replace

import pytest

from tests.tlog.test_notes import GO, LOG
from tests.tlog.test_tree import LEAVES, flipped
from threshold.tlog.notes import BadNote, Checkpoint, PublicKey, sign, verified
from threshold.tlog.proofs import Proof
from threshold.tlog.tree import inclusion_path, leaf_hash, root

# That tessera v1.0.0 is in the Go checksum database, as its own tool tlog-verify is documented with.
TESSERA = b"""\
github.com/transparency-dev/tessera v1.0.0 h1:4OT1V9xJLa5NnYlFWWlCdZkCm18/o12rdd+bCTje7XE=
github.com/transparency-dev/tessera v1.0.0/go.mod h1:TLvfjlkbmsmKVEJUtzO2eb9Q2IBnK3EJ0dI4G0oxEOU=
"""
GO_PROOF = """\
c2sp.org/tlog-proof@v1
index 43930254
Q2cuq1e21q4UC1RQ6wtmXmCxk2q3Wqz/yFvD12P2KSM=
VdgHwjNYSv9fZVxvYzn8kySGvrjqeCnzdJqJILieWf4=
ARfBpZjsj3LSP42V4xBVdCKbHVa4WXSbuFAa0rUSCVQ=
0VYgz0Vmgz6jOM8H6edZBWHtO6+R7tPvN4EOwwRRSws=
vq+ifloynXE+ORFC1wymQT0cpNIJA1tqg2mQpA55+kc=
SCRewH6vHE1/Vwkt5yEW8xT7il0WbWltXjFIVqlGtQQ=
p//fIG8jgZie4MMwjHF7quCIJ4hErr7U4at0HV34MZQ=
D3K5YdBlxQcklrgF8vSbDyT05J5/mA9lzuhhp72uSOk=
jeYlYyH9FhYGwu+ZJmfPr8GvSNdgrydwqmJgHsygoR0=
p6RFgfGhu8Uuy0LyyZdI4MrSPOZkMe+ycwWJFfr8zTI=
AMZsxrVKBPSe8nSNVVCTyTxWns0CiNbChG/FoiSJWuM=
e+rtSmK5Pd1K5LgFwj7VSo5XJXOcq7OOcqPVZn1hqeM=
expmv1e6XiGr5NMUjMRkSZijlcBx+fZcpqQmUnawhOY=
+Wuic0YARH84k80/Q+KJIbhRCldxG8npjLFiHMLtEpo=
NOMeJqlyUxFXUKYRI/1YqAF4WJBfXJr8UM/SlWGqxgY=
Lm6+TAlLb2lvUs/3unZ2t6RSmJw8RO+WuEuUbAw3QEc=
Jhh2EDG15gDBoLmLiF88lVTgd+uvx3L0xczb8Y3kSq8=
taenaiKqtYMXS3gDzIF3q8VZzqAXqftHqL9BC39njaw=
kZNKypGwEANnt1+msLINnqrIrwX+0MGZUTTKXTfbloI=
A4NJSymjVJ5dvGPaGC3Gj04x8qVRKYfh0pP24mwd6Yk=
KQq808D9W4NUgr4ip+rF/RCyAUERYKKCwKiiAJfaFOc=
I3EVN3zM2rDjs5Q06Zr5gxhg+ksnX2h77E75uL+h3aI=
7iNSYSDhMeRkeV7r9krKbKelNPiqDCJU1i6xAn/Fbuw=
MYqdo6zSjxaAn+29EEjNRbPYm0myB3bheu+HTZIAbVY=
S7olT9TPLXk+bbawbV3sAzWMmhcpWrtjbw++9ZTiyn8=
xJ20xXM4QItt5vxFOtolZ5l18p7ej1+RimNkgWmoRFM=

go.sum database tree
58253265
lIyLAEe4zJUQAda6pFFg3yPOf7j1SgfMEDrpgoX39JU=

— sum.golang.org Az3grkvBHbFcpEFQ3BhGlktgB7pcswIW+ez91eWY6rNPtWfAey8bJO2rVoG2yO5zXvgiaikWVHqon+e14JhA+WXvpAY=
"""

OURS = Proof(3, inclusion_path(LEAVES, 3), sign(Checkpoint(LOG.name, 8, root(LEAVES)).text, LOG))
LINES = str(OURS).split("\n")


def test_a_proof_of_the_go_checksum_database_holds():
    proof = Proof.parse(GO_PROOF)

    assert str(proof) == GO_PROOF
    assert proof.leads_from(leaf_hash(TESSERA))
    assert [signed.key.name for signed in verified(proof.note, [PublicKey.parse(GO)])] == ["sum.golang.org"]
    assert not proof.leads_from(leaf_hash(TESSERA[:-1]))
    assert not replace(proof, index=proof.index - 1).leads_from(leaf_hash(TESSERA))


def test_ours_is_read_as_it_is_written():
    for proof in (OURS, replace(OURS, extra=b"more"), replace(OURS, extra=b""), replace(OURS, path=())):
        assert Proof.parse(str(proof)) == proof
    assert OURS.leads_from(LEAVES[3])


def test_it_proves_nothing_of_another_leaf():
    assert not any(OURS.leads_from(leaf) for leaf in LEAVES if leaf != LEAVES[3])
    assert not any(OURS.leads_from(flipped(LEAVES[3], bit)) for bit in range(256))


@pytest.mark.parametrize("wrong", [
    "",
    str(OURS).replace("@v1", "@v2"),
    "\n" + str(OURS),
    str(OURS) + "\n",
    str(OURS)[:-1],
    str(OURS).replace("index 3", "index 03"),
    str(OURS).replace("index 3", "index -3"),
    str(OURS).replace("index 3", "index"),
    str(OURS).replace("index 3\n", ""),
    str(OURS).replace("index 3\n", "index 3\nindex 3\n"),
    str(OURS).replace("index 3\n", "extra !\nindex 3\n"),
    str(OURS).replace("index 3\n", "index 3\nextra AAAA\n"),
    str(OURS).replace("index 3\n", "index 3\nAAAA\n"),
    str(OURS).replace("index 3\n", "index 3\n" + f"{LINES[2]}\n" * 64),
    str(OURS).replace("\n", "\r\n"),
    str(OURS).replace("\n8\n", "\n08\n"),
    "\n".join(LINES[:5]),
    "\n".join(LINES[:5]) + "\n\nno checkpoint\n\n" + LINES[-2] + "\n",
])  # fmt: skip
def test_another_text_is_no_proof(wrong):
    with pytest.raises(BadNote):
        Proof.parse(wrong)
