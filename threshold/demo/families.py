"""Families who do not exist: where they live, and the children in them."""

from dataclasses import dataclass
from datetime import date, timedelta

from threshold.referrals.rules.report import ChildAsKnown

from . import names, words
from .chooser import Chooser

OLDEST = 17 * 365
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Member:
    """One child of a family. An unborn child has no first name, and the day on which it is expected."""

    first: str
    last: str
    born_on: date
    unborn: bool = False

    @property
    def name(self) -> str:
        """Return the whole name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Family:
    """A household: its number, language, address, school and children."""

    number: int
    language: str
    street: str
    house: int
    address: str
    neighbour: str
    school: str
    members: tuple[Member, ...]


def family(number: int, *, known_on: date) -> Family:
    """Return the family with this number as it is when we first hear of it."""
    chooser = Chooser("family", number)
    language = chooser.weighed(names.WEIGHTS)
    street, house = chooser.pick(names.STREETS), chooser.between(1, 164)
    neighbour = chooser.pick(tuple(names.NEXT_DOOR)) if chooser.chance(3) else ""
    town, district = names.NEXT_DOOR[neighbour] if neighbour else chooser.pick(names.TOWNS)
    postcode = f"{district} {chooser.between(1, 9)}{chooser.pick(LETTERS)}{chooser.pick(LETTERS)}"
    flat = f"Flat {chooser.between(1, 30)}, " if chooser.chance(18) else ""
    return Family(
        number=number,
        language=language,
        street=street,
        house=house,
        address=f"{flat}{house} {street}, {town} {postcode}",
        neighbour=neighbour,
        school=chooser.pick(names.SCHOOLS),
        members=_members(chooser, language, known_on),
    )


def _members(chooser: Chooser, language: str, known_on: date) -> tuple[Member, ...]:
    first_names, last_names = names.FAMILIES[language]
    last = chooser.pick(last_names)
    count = chooser.weighed({1: 58, 2: 25, 3: 11, 4: 4, 5: 1, 6: 1})
    born = [
        Member(
            first, _last_of(chooser, last, last_names), known_on - timedelta(days=chooser.between(20, OLDEST))
        )
        for first in chooser.some(first_names, count)
    ]
    if chooser.chance(4):
        expected = known_on + timedelta(days=chooser.between(20, 200))
        born = [*born[1:], Member("", last, expected, unborn=True)]
    return tuple(born)


def _last_of(chooser: Chooser, last: str, last_names: tuple[str, ...]) -> str:
    # In one family in twelve a child has another parent's name.
    return chooser.pick(last_names) if chooser.chance(8) else last


def as_told(member: Member, *, home: Family, told_on: date, exact: int, chooser: Chooser) -> ChildAsKnown:
    """Return a child as somebody knows them: `exact` is how likely, in percent, they know name and birthday."""
    more = chooser.pick(words.MORE_ABOUT).format(language=home.language.capitalize())
    address = (
        home.address if chooser.chance(exact + 8) else f"{home.street}, I think" if chooser.chance(50) else ""
    )
    if member.unborn and member.born_on > told_on:
        named = f"Unborn {member.last}" if chooser.chance(exact) else "her unborn baby"
        return ChildAsKnown(known_as=named, expected_on=member.born_on, address=address, more=more)
    if not chooser.chance(exact):
        unnamed = chooser.pick(words.UNNAMED).format(n=home.house)
        known_as = member.first if chooser.chance(45) else unnamed
        return ChildAsKnown(known_as=known_as, age_words=chooser.pick(words.AGES), address=address, more=more)
    return ChildAsKnown(
        known_as=_spelled(member, chooser),
        born_on=member.born_on if chooser.chance(exact) else None,
        age_words="",
        address=address,
        school=home.school if chooser.chance(60) else "",
        more=more,
    )


def _spelled(member: Member, chooser: Chooser) -> str:
    """Return the name as it is written this time: now and then without its marks, or the family name first."""
    if chooser.chance(4):
        return f"{member.last.upper()}, {member.first}"
    if chooser.chance(1):
        return f"{member.name} {chooser.pick(names.EMOJI)}"
    return member.name
