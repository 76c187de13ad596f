"""Who told us, as five plain standings, and the keys by which the same child is found again."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

import jellyfish


class Standing(StrEnum):
    """How far the referrer's identity may go. Anonymous and unknown are different facts (domain rule 7.1)."""

    NAMED = "named"
    WITHHELD = "named-withhold-from-family"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"
    PROFESSIONAL = "professional"

    @property
    def words(self) -> str:
        """Return the standing as it is shown to the people who work on the contact."""
        return {
            Standing.NAMED: "Gave their name",
            Standing.WITHHELD: "Gave their name and asked that the family is not told",
            Standing.ANONYMOUS: "Chose not to give a name",
            Standing.UNKNOWN: "Not known who told us",
            Standing.PROFESSIONAL: "Works with children",
        }[self]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the person who told us said about themselves. Every part may be empty."""

    name: str = ""
    connection: str = ""
    organisation: str = ""
    job: str = ""
    phone: str = ""
    email: str = ""
    safe_ways: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Identity":
        """Return the identity among a larger set of answers."""
        return cls(**{f.name: said.get(f.name, "").strip() for f in fields(cls)})

    def over(self, earlier: "Identity") -> "Identity":
        """Return this identity, with what it leaves empty as it was said earlier."""
        return Identity(**{name: part or earlier.parts[name] for name, part in self.parts.items()})

    @property
    def is_given(self) -> bool:
        """Return whether there is a name to know them by."""
        return bool(self.name)

    @property
    def parts(self) -> dict[str, str]:
        """Return every part by name, as it is sealed."""
        return asdict(self)


def plain(name: str) -> str:
    """Return a name in lower-case letters without marks, so that spellings of one name meet."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(c for c in decomposed if c.isalnum() or c == " ").strip()


def sound(name: str) -> str:
    """Return how a name sounds; a name in another script stands for itself."""
    letters = plain(name).replace(" ", "")
    return jellyfish.metaphone(letters) if letters.isascii() and letters else letters


def matching_keys(*, known_as: str, born_on: date | None, address: str) -> tuple[str, ...]:
    """Return the pairs of facts by which another contact about the same child is found, strongest first.

    No single fact is a key: a shared birthday or a shared first name finds nobody.
    """
    words = [word for word in re.split(r"[\s,]+", known_as) if sound(word)]
    first, last = (sound(words[0]), sound(words[-1])) if len(words) > 1 else ("", "")
    postcode = postcode_in(address)
    keys = []
    if born_on and last:
        keys += [f"d{born_on}|l{last}", f"d{born_on}|f{first}"]
    if first and postcode:
        keys += [f"p{postcode}|f{first}"]
    if born_on and postcode:
        keys += [f"d{born_on}|p{postcode}"]
    return tuple(keys)


SHARED = {
    "dl": "date of birth and family name",
    "df": "date of birth and first name",
    "pf": "postcode and first name",
    "dp": "date of birth and postcode",
}


def shared_words(keys: Sequence[str]) -> str:
    """Return in words which pairs of facts these keys stand for."""
    return "; ".join(SHARED["".join(part[0] for part in key.split("|"))] for key in keys)


def postcode_in(address: str) -> str:
    """Return the first postcode in an address, in capitals without its space, or nothing."""
    found = re.search(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", address.upper())
    return "".join(found.groups()) if found else ""
