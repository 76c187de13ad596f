"""What happens to each report, decided beforehand: who does which act, when, and with what words.

Nothing here touches a row. Acts that may be written together stand in one turn; turns follow each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from threshold.clocks.rules import day_of
from threshold.people.rules import Identity, Standing
from threshold.referrals.rules.words import Approach, ClockMove, Door, Outcome, Response

from . import people, words
from .chooser import Chooser
from .families import Family, family
from .hours import at_work, times_told
from .reports import Filling, Telling, professional, telling

YEAR = timedelta(days=365)
MINUTE = timedelta(minutes=1)
DAY_AT_WORK = 9 * 60

AGAIN = 26
"""One report in so many hundred is about a family told about before; about 22 in a hundred within a year."""

OUTCOMES = {
    Outcome.NO_FURTHER_ACTION: 22, Outcome.ADVICE: 23, Outcome.EARLY_HELP: 20, Outcome.ASSESSMENT: 24,
    Outcome.STRATEGY_DISCUSSION: 6, Outcome.ALREADY_OPEN: 5,
}  # fmt: skip
IN_DANGER = {
    Outcome.STRATEGY_DISCUSSION: 45,
    Outcome.ASSESSMENT: 40,
    Outcome.EARLY_HELP: 10,
    Outcome.NO_FURTHER_ACTION: 5,
}
ASSESSED = frozenset({Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION})
LEVELS = {
    Outcome.NO_FURTHER_ACTION: ("1", "1", "2"), Outcome.ADVICE: ("1", "2"), Outcome.EARLY_HELP: ("2", "3"),
    Outcome.ASSESSMENT: ("3", "4", "4"), Outcome.STRATEGY_DISCUSSION: ("4",), Outcome.ALREADY_OPEN: ("3", "4"),
    Outcome.OTHER_AUTHORITY: ("2", "3"),
}  # fmt: skip
CRITERIA = {
    Outcome.ASSESSMENT: ("in-need", "in-need", "harm", "carer", "disabled"),
    Outcome.STRATEGY_DISCUSSION: ("harm",), Outcome.ALREADY_OPEN: ("in-need", "harm"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One act: when, which, by whom (somebody's address, or the public), in which turn, and what it is given."""

    at: datetime
    act: str
    by: str
    turn: int
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One report and everything that happens to it until the borough's last moment."""

    number: int
    family: int
    told_at: datetime
    telling: Telling
    door: Door
    by: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """When report number `number` is told, about which family, and whether that family was told about before."""

    number: int
    family: int
    told_at: datetime
    first_told_at: datetime

    @property
    def again(self) -> bool:
        """Return whether the family was told about before."""
        return self.told_at != self.first_told_at


def beginnings(*, count: int, until: datetime) -> list[Beginning]:
    """Return how each report begins, in order of time."""
    begun: list[Beginning] = []
    families = 0
    for number, told_at in enumerate(times_told(count=count, until=until)):
        chooser = Chooser("beginning", number)
        if begun and chooser.chance(AGAIN):
            before = chooser.pick(begun[-max(1, count // 2) :])
            begun.append(Beginning(number, before.family, told_at, before.first_told_at))
        else:
            begun.append(Beginning(number, families, told_at, told_at))
            families += 1
    return begun


def story(beginning: Beginning, *, until: datetime) -> Story:
    """Return what happens to one report, as far as it has happened by `until`."""
    home = family(beginning.family, known_on=day_of(beginning.first_told_at))
    told = telling(beginning.number, home=home, told_at=beginning.told_at, again=beginning.again)
    teller = Chooser("teller", beginning.number)
    handler = teller.pick(people.HANDLERS)
    plan = _Plan(beginning, told, home, until)
    return Story(
        number=beginning.number,
        family=beginning.family,
        told_at=beginning.told_at,
        telling=told,
        door=Door.TELEPHONE if told.by_telephone else Door.FORM,
        by=handler if told.by_telephone else people.PUBLIC,
        steps=_cut(plan.steps(), until=until),
    )


def _cut(steps: Iterator[Step], *, until: datetime) -> tuple[Step, ...]:
    """Return the steps up to the borough's last moment, or up to where the person whose turn it is has gone."""
    kept: list[Step] = []
    for step in steps:
        if step.at >= min(until, people.gone_from(step.by, until=until)):
            break
        kept.append(step)
    return tuple(kept)


class _Plan:
    """Decides a story step by step. Whatever is drawn depends on the report's number alone."""

    def __init__(self, beginning: Beginning, told: Telling, home: Family, until: datetime) -> None:
        self._chooser = Chooser("plan", beginning.number)
        self._beginning, self._told, self._home = beginning, told, home
        self._until = until
        self._words = Filling(home, told.draft.children, self._chooser)
        self._now = beginning.told_at
        self._turn = 0
        self._stands_still = False
        self._owner = self._chooser.pick(people.SCREENERS)
        self._danger = told.draft.report.safe_now == "no"
        self._old = beginning.told_at < until - YEAR
        self._children = max(1, len(told.draft.children))

    def steps(self) -> Iterator[Step]:
        """Yield the steps in order of time."""
        chooser = self._chooser
        yield from self._alarm()
        if self._is_left_lying():
            return
        yield from self._take_on()
        yield from self._hand_to_a_colleague()
        if self._home.neighbour:
            yield from self._pass_on()
        outcomes = self._outcomes()
        late = chooser.chance(11)
        if chooser.chance(3):
            yield from self._pause()
        yield from self._decide(outcomes, late=late)
        if chooser.chance(5):
            yield from self._thread()
        if self._old and chooser.chance(0.6):
            return
        yield from self._tell()
        if ASSESSED & set(outcomes):
            yield from self._assess(outcomes)
        if self._stands_still:
            return
        if self._told.unidentified:
            yield from self._identify()
        if self._old and chooser.chance(0.4):
            return
        yield self._next("close", 5, 400)
        yield from self._afterwards()

    def _alarm(self) -> Iterator[Step]:
        if not self._danger:
            return
        minutes = self._chooser.weighed({4: 40, 9: 30, 13: 18, 21: 8, 28: 4})
        at = self._now + MINUTE * minutes
        first, second = people.on_call(self._now)[:2]
        if minutes > 15:
            yield Step(self._now + 15 * MINUTE, "raise_alarm", people.SYSTEM, self._next_turn())
        yield Step(at, "see_alert", second if minutes > 15 else first, self._next_turn())
        self._now = at + MINUTE * self._chooser.between(3, 50)
        yield Step(self._now, "record_response", first, self._next_turn(), self._response())

    def _is_left_lying(self) -> bool:
        """Return whether nobody takes this one on: a few of the last fortnight, and one or two that were overlooked."""
        recent = self._now > self._until - timedelta(days=14)
        return self._chooser.chance(9 if recent else 0.05) and not self._danger

    def _take_on(self) -> Iterator[Step]:
        chooser = self._chooser
        self._turn += 1
        yield self._same("note_opening", 3, 75)
        yield self._same("accept", 1, 6)
        yield self._same(
            "acknowledge",
            5,
            150 if chooser.chance(90) else 3 * DAY_AT_WORK,
            words=self._line(words.ACKNOWLEDGEMENTS),
        )
        if chooser.chance(6):
            yield self._same("ask_referrer", 2, 20, words=self._line(words.QUESTIONS))
        if not self._danger:
            yield self._same(
                "record_response", 10, 260 if chooser.chance(90) else 2 * DAY_AT_WORK, **self._response()
            )
        yield self._same(
            "screen", 10, 120,
            approach=Approach.NOTIFICATION if self._told.theme == "information" else Approach.WELFARE_CONCERN,
            words=self._line(words.SCREENINGS),
        )  # fmt: skip
        if chooser.chance(4):
            yield from self._learn_late()

    def _learn_late(self) -> Iterator[Step]:
        step = self._same("add_late", 10, 200, words=self._line(words.LATE_LEARNED))
        happened = max(self._beginning.told_at, step.at - timedelta(hours=self._chooser.between(1, 20)))
        yield Step(step.at, step.act, step.by, step.turn, {**step.given, "event_at": happened})

    def _hand_to_a_colleague(self) -> Iterator[Step]:
        chooser = self._chooser
        if not chooser.chance(3):
            return
        other = chooser.pick([each for each in people.SCREENERS if each != self._owner])
        yield self._next("hand_over", 5, 60, to_worker=other, to_team=None, words=self._line(words.HANDINGS))
        if chooser.chance(30):
            yield self._next("hand_back", 5, 40, by=other, words=self._line(words.HANDED_BACK))
        else:
            self._owner = other
        yield self._next("accept", 2, 30)

    def _pass_on(self) -> Iterator[Step]:
        yield self._next("transfer_out", 10, 90, to=self._home.neighbour, words=self._line(words.PASSED))

    def _outcomes(self) -> list[Outcome]:
        if self._home.neighbour:
            return [Outcome.OTHER_AUTHORITY] * self._children
        if self._told.theme == "information":
            return [Outcome.NO_FURTHER_ACTION] * self._children
        first = self._chooser.weighed(IN_DANGER if self._danger else OUTCOMES)
        others = [
            first if self._chooser.chance(85) else self._chooser.weighed(OUTCOMES)
            for _ in range(self._children - 1)
        ]
        return [first, *others]

    def _decide(self, outcomes: list[Outcome], *, late: bool) -> Iterator[Step]:
        chooser = self._chooser
        minutes = chooser.between(1, 8) * DAY_AT_WORK if late else chooser.between(15, 180)
        decided = at_work(self._now, minutes=minutes)
        if late and minutes > 3 * DAY_AT_WORK and chooser.chance(30) and not self._told.by_telephone:
            yield self._at(decided - 30 * MINUTE, "ask_why", people.PUBLIC)
            yield self._at(
                decided - 9 * MINUTE, "answer_referrer", self._owner, words=self._line(words.ANSWERS)
            )
        self._now = max(self._now, decided - 2 * MINUTE)
        self._turn += 1
        for number, outcome in enumerate(outcomes, start=1):
            yield self._same("decide", 0, 4, number=number, **self._decision(outcome))
        yield from self._approve(outcomes)

    def _approve(self, outcomes: list[Outcome]) -> Iterator[Step]:
        chooser = self._chooser
        waiting = [
            number for number, outcome in enumerate(outcomes, start=1) if outcome is Outcome.NO_FURTHER_ACTION
        ]
        if not waiting:
            return
        manager = chooser.pick([each for each in people.MANAGERS if each != self._owner])
        if chooser.chance(5):
            number = waiting[0]
            yield self._next(
                "approve",
                10,
                100,
                by=manager,
                number=number,
                agreed=False,
                reason=self._line(words.SENT_BACK),
            )
            yield self._next("decide", 20, 120, number=number, **self._decision(outcomes[number - 1]))
        self._turn += 1
        for number in waiting:
            longest = 120 if chooser.chance(92) else 2 * DAY_AT_WORK
            yield self._same("approve", 5, longest, by=manager, number=number, agreed=True, reason="")

    def _tell(self) -> Iterator[Step]:
        chooser = self._chooser
        longest = 260 if chooser.chance(91) else 6 * DAY_AT_WORK
        anonymous = self._told.draft.standing in {Standing.ANONYMOUS, Standing.UNKNOWN}
        why_not = ""
        if chooser.chance(18 if anonymous else 3):
            why_not = "no-way-back" if anonymous else chooser.pick(("risk", "asked-not-to-be"))
        more = self._line(words.NOT_TOLD[why_not] if why_not else words.MORE_TOLD)
        yield self._next("tell_referrer", 5, longest, more=more, why_not=why_not)

    def _assess(self, outcomes: list[Outcome]) -> Iterator[Step]:
        chooser = self._chooser
        social_worker = chooser.pick(people.SOCIAL_WORKERS)
        team = people.TEAM_OF[social_worker]
        yield self._next("hand_over", 5, 60, to_worker=None, to_team=team, words=self._line(words.HANDINGS))
        if chooser.chance(1.5) and not self._old:
            self._stands_still = True
            return
        self._owner = social_worker
        yield self._next("accept", 10, 200)
        if chooser.chance(8):
            first = 1 + [outcome in ASSESSED for outcome in outcomes].index(True)
            more: dict[str, Any] = {
                "number": first,
                "amount": chooser.between(3, 10),
                "reason": self._line(words.EXTENDED),
            }
            yield self._next(
                "move_clock", 20, 10 * DAY_AT_WORK, duty="assessment", move=ClockMove.EXTEND, **more
            )
        if self._old and chooser.chance(2.4):
            self._stands_still = True
            return
        days = chooser.between(9, 38) if chooser.chance(85) else chooser.between(39, 62)
        self._now = at_work(self._now, minutes=days * DAY_AT_WORK)
        self._turn += 1
        for number, outcome in enumerate(outcomes, start=1):
            if outcome in ASSESSED:
                yield self._same("finish_assessment", 1, 20, number=number, words=self._line(words.ASSESSED))

    def _pause(self) -> Iterator[Step]:
        for move, within, why in (
            (ClockMove.PAUSE, 60, words.PAUSED),
            (ClockMove.RESUME, 4 * DAY_AT_WORK, words.RESUMED),
        ):
            given: dict[str, Any] = {"number": 1, "amount": 0, "reason": self._line(why)}
            yield self._next("move_clock", 20, within, duty="decision", move=move, **given)

    def _thread(self) -> Iterator[Step]:
        yield self._next("use_receipt", 10, 100, by=people.PUBLIC)
        yield self._next(
            "write_to_us",
            2,
            9,
            by=people.PUBLIC,
            words=self._line(self._chooser.pick((words.REPLIES, words.FURTHER))),
        )
        if self._now > self._until - timedelta(days=10):
            # Nobody has answered yet, so it cannot be closed either.
            self._stands_still = True
            return
        longest = 200 if self._chooser.chance(80) else 4 * DAY_AT_WORK
        yield self._next("answer_referrer", 20, longest, words=self._line(words.ANSWERS))

    def _identify(self) -> Iterator[Step]:
        if self._chooser.chance(8):
            self._now = self._until
        yield self._next("identify", 30, 5 * DAY_AT_WORK, by=people.PUBLIC, identity=self._somebody())

    def _somebody(self) -> Identity:
        return professional(self._told.source, self._home, self._chooser)

    def _afterwards(self) -> Iterator[Step]:
        chooser = self._chooser
        if chooser.chance(1.6):
            yield from self._open_again()
        elif chooser.chance(1.6):
            yield self._next(
                "write_to_us",
                DAY_AT_WORK,
                20 * DAY_AT_WORK,
                by=people.PUBLIC,
                words=self._line(words.FURTHER),
            )
            self._owner = chooser.pick(people.SCREENERS)
            yield self._next("accept", 20, 55)
            yield self._next("answer_referrer", 5, 200, words=self._line(words.ANSWERS))
            yield self._next("close", 3, 30)

    def _open_again(self) -> Iterator[Step]:
        chooser = self._chooser
        self._owner, other = chooser.some(people.MANAGERS, 2)
        yield self._next("reopen", DAY_AT_WORK, 15 * DAY_AT_WORK, number=1, words=self._line(words.REOPENED))
        outcome = chooser.pick((Outcome.EARLY_HELP, Outcome.ADVICE, Outcome.NO_FURTHER_ACTION))
        yield self._next("decide", 60, 300, number=1, **self._decision(outcome))
        if outcome is Outcome.NO_FURTHER_ACTION:
            yield self._next("approve", 10, 60, by=other, number=1, agreed=True, reason="")
        yield from self._tell()
        yield self._next("close", 5, 100)

    def _decision(self, outcome: Outcome) -> dict[str, Any]:
        chooser = self._chooser
        reasons = words.THEMES[self._told.theme].reasons
        reason = f"{self._line(reasons)} {self._line(words.DECISION_CLOSINGS)}".strip()
        return {
            "outcome": outcome.value,
            "level": chooser.pick(LEVELS[outcome]),
            "criterion": chooser.pick(CRITERIA.get(outcome, ("none",))),
            "reason": reason,
            "again": self._beginning.again,
        }

    def _response(self) -> dict[str, Any]:
        kind = self._chooser.weighed(dict.fromkeys(Response, 20) | {Response.SEEN: 14})
        return {"response": kind.value, "words": self._line(words.RESPONSES[kind.value])}

    def _line(self, among: tuple[str, ...]) -> str:
        return self._words(self._chooser.pick(among))

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _next(self, act: str, least: int, most: int, *, by: str = "", **given: Any) -> Step:
        """Return the next step, in a turn of its own."""
        self._turn += 1
        return self._same(act, least, most, by=by, **given)

    def _same(self, act: str, least: int, most: int, *, by: str = "", **given: Any) -> Step:
        """Return the next step of the same turn, so many minutes at work later."""
        at = at_work(self._now, minutes=self._chooser.between(least, max(least, most)))
        return self._at(at, act, by or self._owner, same=True, **given)

    def _at(self, at: datetime, act: str, by: str, *, same: bool = False, **given: Any) -> Step:
        self._now = max(self._now, at) + timedelta(seconds=self._chooser.between(1, 59))
        self._turn += 0 if same else 1
        return Step(self._now, act, by, self._turn, given)
