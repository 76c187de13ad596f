"""The reference people quote and the code that proves a report is theirs."""

import re
import secrets

LETTERS = "23456789CDFHJKMNPRTVWXY"
"""23 signs without vowels (so no words) and without pairs that look alike. Prime, for the check sign."""

REFERENCE_LENGTH = 8
CODE_LENGTH = 24
GROUP = 4


def new_reference() -> str:
    """Return seven random signs and a check sign: short enough to read out over the telephone."""
    body = "".join(secrets.choice(LETTERS) for _ in range(REFERENCE_LENGTH - 1))
    return body + check_sign(body)


def new_code() -> str:
    """Return 24 random signs: 108 bits, so that it needs no slow derivation to be safe from guessing."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def check_sign(body: str) -> str:
    """Return the sign that makes every single slip and every swap of neighbours show."""
    total = sum(place * LETTERS.index(sign) for place, sign in enumerate(body, start=2))
    return LETTERS[total % len(LETTERS)]


def tidy(typed: str) -> str:
    """Return what was typed in capitals without spaces, dashes or anything else that is not a sign."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())


def is_reference(typed: str) -> bool:
    """Return whether this could be a reference: right length, right signs, right check sign."""
    ref = tidy(typed)
    known = len(ref) == REFERENCE_LENGTH and all(sign in LETTERS for sign in ref)
    return known and check_sign(ref[:-1]) == ref[-1]


def is_code(typed: str) -> bool:
    """Return whether this could be a code: right length and right signs."""
    code = tidy(typed)
    return len(code) == CODE_LENGTH and all(sign in LETTERS for sign in code)


def grouped(code: str) -> tuple[str, ...]:
    """Return a reference or code in groups of four, for reading aloud."""
    return tuple(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def shown(code: str) -> str:
    """Return a reference or code as it is printed: groups of four joined by dashes."""
    return "-".join(grouped(code))
