"""What comes in: a report in somebody's own words, with who they are as far as they say."""

from dataclasses import dataclass
from datetime import datetime

from threshold.clocks.rules import day_of
from threshold.people.rules import Identity, Standing
from threshold.referrals.rules.report import ChildAsKnown, Draft, Report
from threshold.referrals.rules.words import Consent, Safety, Teller

from . import names, words
from .chooser import Chooser
from .families import Family, as_told
from .words import Theme

SOURCES = {
    "police": 28,
    "school": 21,
    "health": 16,
    "other": 8,
    "relative": 9,
    "neighbour": 8,
    "anonymous": 6,
    "child": 2,
    "unknown": 2,
}
"""Who tells us, out of a hundred. Police and schools as in England in 2024-25; the rest is made up."""

PROFESSIONALS = frozenset({"police", "school", "health", "other"})

THEMES_OF = {
    "police": {
        "violence at home": 46,
        "outside the home": 18,
        "neglect": 10,
        "information": 14,
        "hurt": 8,
        "alone": 4,
    },
    "school": {
        "neglect": 28,
        "hurt": 20,
        "wellbeing": 24,
        "violence at home": 14,
        "outside the home": 8,
        "information": 6,
    },
    "health": {
        "before birth": 18,
        "hurt": 18,
        "neglect": 22,
        "wellbeing": 24,
        "violence at home": 12,
        "information": 6,
    },
    "other": {
        "neglect": 26,
        "violence at home": 26,
        "alone": 14,
        "before birth": 8,
        "information": 14,
        "wellbeing": 12,
    },
    "child": {"wellbeing": 60, "violence at home": 40},
}
THEMES_OF_OTHERS = {
    "neglect": 28,
    "alone": 24,
    "violence at home": 22,
    "hurt": 14,
    "outside the home": 8,
    "wellbeing": 4,
}

MAILABLE = 1.2
"""One in so many hundred gives a safe e-mail address: the demo sends little."""

UNIDENTIFIED = 3


@dataclass(frozen=True, slots=True)
class Telling:
    """One report with what only the borough's makers know: who told it, and about what."""

    source: str
    theme: str
    draft: Draft
    by_telephone: bool
    unidentified: bool


def telling(number: int, *, home: Family, told_at: datetime, again: bool) -> Telling:
    """Return report number `number`, about this family."""
    chooser = Chooser("telling", number)
    source = chooser.weighed(SOURCES)
    professional = source in PROFESSIONALS
    theme = chooser.weighed(THEMES_OF.get(source, THEMES_OF_OTHERS))
    unborn = any(member.unborn and member.born_on > day_of(told_at) for member in home.members)
    if (theme == "before birth") != unborn:
        theme = "before birth" if unborn else "neglect"
    exact = 90 if professional or source in {"relative", "child"} else 38
    children = _children(home, told_at, exact, chooser)
    unidentified = professional and chooser.chance(UNIDENTIFIED)
    standing, identity = _who(source, home, chooser, unidentified=unidentified)
    return Telling(
        source=source,
        theme=theme,
        draft=Draft(
            report=_report(source, theme, Filling(home, children, chooser), again=again, chooser=chooser),
            children=children,
            standing=standing,
            identity=identity,
            safe_to_mail=bool(identity.email),
        ),
        by_telephone=chooser.chance(22 if professional else 48),
        unidentified=unidentified,
    )


def _children(home: Family, told_at: datetime, exact: int, chooser: Chooser) -> tuple[ChildAsKnown, ...]:
    told_on = day_of(told_at)
    about = [member for member in home.members if member.unborn or member.born_on <= told_on] or list(
        home.members
    )
    count = len(about) if chooser.chance(70) else 1
    return tuple(
        as_told(member, home=home, told_on=told_on, exact=exact, chooser=chooser) for member in about[:count]
    )


def _report(source: str, about: str, fill: "Filling", *, again: bool, chooser: Chooser) -> Report:
    theme = words.THEMES[about]
    teller = (
        Teller.PROFESSIONAL
        if source in PROFESSIONALS
        else Teller.CHILD
        if source == "child"
        else Teller.PUBLIC
    )
    brief = teller is Teller.PUBLIC and chooser.chance(28)
    danger = chooser.chance(theme.danger)
    return Report(
        teller=teller,
        worry=_worry(teller, theme, fill, brief=brief, again=again, chooser=chooser),
        seen="" if brief or teller is Teller.CHILD else fill(chooser.pick(theme.seen)),
        heard="" if brief or chooser.chance(40) else fill(chooser.pick(theme.heard)),
        happened="" if brief else fill(chooser.pick(words.HAPPENED)),
        safe_now=_safety(chooser, danger=danger),
        where_now=fill(chooser.pick(words.WHERE_NOW)),
        consent=_consent(teller, chooser, danger=danger),
        declaration="I have told you what I know as truthfully as I can." if chooser.chance(70) else "",
    )


def _safety(chooser: Chooser, *, danger: bool) -> str:
    if danger:
        return Safety.NO if chooser.chance(34) else Safety.UNSURE
    return chooser.weighed({Safety.YES.value: 46, Safety.UNSURE.value: 30, "": 24})


def _consent(teller: Teller, chooser: Chooser, *, danger: bool) -> str:
    if teller is not Teller.PROFESSIONAL:
        return ""
    if danger:
        return Consent.NOT_TOLD_RISK
    return chooser.weighed(
        {
            Consent.TOLD.value: 52,
            Consent.TOLD_DISAGREE.value: 14,
            Consent.NOT_TOLD.value: 22,
            Consent.NOT_TOLD_RISK.value: 12,
        }
    )


def _worry(
    teller: Teller, theme: Theme, fill: "Filling", *, brief: bool, again: bool, chooser: Chooser
) -> str:
    if teller is Teller.CHILD:
        return fill(chooser.pick(words.CHILD_WORRIES))
    if brief:
        return fill(chooser.pick(words.SHORT))
    professional = teller is Teller.PROFESSIONAL
    parts = [chooser.pick(words.PROFESSIONAL_OPENINGS if professional else words.PUBLIC_OPENINGS)]
    parts += chooser.some(theme.worries, chooser.weighed({1: 70, 2: 30}))
    parts += chooser.some(theme.details, chooser.weighed({0: 12, 1: 44, 2: 34, 3: 10}))
    if professional and chooser.chance(25):
        parts += [*chooser.some(theme.seen, 2), *chooser.some(theme.heard, 1)]
    if again and chooser.chance(60):
        parts.append(
            chooser.pick(
                (
                    "I have told you before.",
                    "This is not the first time we have written.",
                    "Please read it with the last one.",
                )
            )
        )
    parts.append(chooser.pick(words.PROFESSIONAL_ENDINGS if professional else words.PUBLIC_ENDINGS))
    return _typed([fill(part) for part in parts if part], professional=professional, chooser=chooser)


def _typed(parts: list[str], *, professional: bool, chooser: Chooser) -> str:
    """Return the parts as one text: in paragraphs, in a row, or as somebody types with one thumb."""
    if professional and len(parts) > 3 and chooser.chance(50):
        return "\n\n".join(parts)
    text = " ".join(parts)
    if not professional and chooser.chance(16):
        return text.lower().replace("'", "").replace(".", "")
    return text.upper() if not professional and chooser.chance(2) else text


class Filling:
    """Puts the family's particulars into a template's places."""

    def __init__(self, home: Family, children: tuple[ChildAsKnown, ...], chooser: Chooser) -> None:
        """Remember whom and where it is about."""
        self._home, self._children, self._chooser = home, children, chooser

    def __call__(self, template: str) -> str:
        """Return the template with its places filled."""
        chooser = self._chooser
        child = chooser.pick(self._children).known_as if self._children else ""
        return template.format(
            child=child.split(" 💛")[0].split(",")[-1].strip() or "the child",
            where=self._home.street,
            n=self._home.house,
            when=chooser.pick(words.WHENS),
            place=chooser.pick((self._home.school, *names.SURGERIES, names.HOSPITAL)),
            count=chooser.pick(words.COUNTS),
            risk=chooser.pick(words.RISKS),
            age=chooser.between(8, 16),
            language=self._home.language.capitalize(),
            year=2010 + chooser.number(12),
        )


def _who(source: str, home: Family, chooser: Chooser, *, unidentified: bool) -> tuple[Standing, Identity]:
    if source == "anonymous":
        return Standing.ANONYMOUS, Identity()
    if source == "unknown":
        return Standing.UNKNOWN, Identity()
    if unidentified:
        return Standing.PROFESSIONAL, Identity()
    if source in PROFESSIONALS:
        return Standing.PROFESSIONAL, professional(source, home, chooser)
    if source == "child":
        return Standing.NAMED, Identity(name=home.members[0].first or "me", safe_ways="Talk to me at school")
    standing = Standing.WITHHELD if chooser.chance(45) else Standing.NAMED
    return standing, Identity(
        name=_grown_up(chooser),
        connection=chooser.pick(words.CONNECTIONS),
        phone=_phone(chooser) if chooser.chance(70) else "",
        email=_email(chooser, "post.example"),
        safe_ways=chooser.pick(words.SAFE_WAYS),
    )


def professional(source: str, home: Family, chooser: Chooser) -> Identity:
    """Return somebody who works with children, with where they work."""
    places = {"school": (home.school,), "health": (*names.SURGERIES, names.HOSPITAL)}
    return Identity(
        name=_grown_up(chooser),
        organisation=chooser.pick(places.get(source) or words.ORGANISATIONS[source]),
        job=chooser.pick(words.JOBS[source]),
        phone=_phone(chooser),
        email=_email(chooser, f"{source}.example"),
    )


def _grown_up(chooser: Chooser) -> str:
    _, last_names = names.FAMILIES[chooser.weighed(names.WEIGHTS)]
    return f"{chooser.pick(names.GROWN_UPS)} {chooser.pick(last_names)}"


def _phone(chooser: Chooser) -> str:
    """Return a number from the ranges that Ofcom keeps free for drama."""
    start = chooser.pick(("01632 960", "07700 900"))
    return (
        f"{start}{chooser.between(200, 999)}" if start[1] == "7" else f"{start} {chooser.between(700, 999)}"
    )


def _email(chooser: Chooser, domain: str) -> str:
    return (
        f"{chooser.pick(names.GROWN_UPS).lower()}.{chooser.between(100, 999)}@{domain}"
        if chooser.chance(MAILABLE)
        else ""
    )
