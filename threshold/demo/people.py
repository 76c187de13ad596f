"""Who works in the borough, when they are on call, and how to sign in as one of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from threshold.clocks.rules import day_of

HERE = "fennmarsh.example"
PUBLIC, SYSTEM = "public", "system"


def address(name: str) -> str:
    """Return the e-mail address of somebody who works in the borough."""
    return f"{name}@{HERE}"


HANDLERS = tuple(address(name) for name in ("morwen.tidewell", "bilal.osterwick", "tamsin.okwuosa-reed"))
SCREENERS = tuple(
    address(name)
    for name in (
        "ines.sedgewater", "dafydd.larkmoor", "noor.wendlebury-shah",
        "casimir.brightlode", "yewande.crossfen", "perran.stiltwater",
    )
)  # fmt: skip
IN_THE_NORTH = ("rosalind.achterberg", "sinead.withyford", "emeka.holtbank", "gwilym.starling-cho")
IN_THE_SOUTH = ("jalal.mirefield", "katarzyna.moorhythe", "devi.lanternsea", "beatrix.oarsby")
TEAM_OF = {address(name): "north" for name in IN_THE_NORTH} | {
    address(name): "south" for name in IN_THE_SOUTH
}
SOCIAL_WORKERS = tuple(TEAM_OF)
MANAGERS = tuple(address(name) for name in ("adaeze.fenwright", "hamish.underdyke", "leocadia.marram"))
AT_NIGHT = tuple(address(name) for name in ("thorburn.eelpool", "zainab.cobblegate"))
DIRECTOR = address("meredith.quillfeather")
ADMINISTRATOR = address("ivo.larchmount")

LEAVER, LEFT_BEFORE = address("perran.stiltwater"), timedelta(days=6)
AWAY, AWAY_BEFORE = address("beatrix.oarsby"), timedelta(days=3)

WEEK = timedelta(days=7)
WEEKS_BACK, WEEKS_AHEAD = 106, 54
MONDAY = datetime(2020, 1, 6, 9, tzinfo=UTC)
"""Weeks on call begin on Mondays at nine; they are counted from this one."""


def gone_from(who: str, *, until: datetime) -> datetime:
    """Return from when on somebody does nothing any more: never, for most."""
    if who == LEAVER:
        return until - LEFT_BEFORE
    return until - AWAY_BEFORE if who == AWAY else until


def on_call(moment: datetime) -> tuple[str, ...]:
    """Return who is on call at a moment, in the order in which they are alerted."""
    week = (moment - MONDAY) // WEEK
    return AT_NIGHT[week % len(AT_NIGHT)], MANAGERS[week % len(MANAGERS)], DIRECTOR


def rota(*, until: datetime) -> list[dict[str, Any]]:
    """Return the rota, week by week: the two years that were, and the year to come."""
    now = (until - MONDAY) // WEEK
    return [
        slot for week in range(now - WEEKS_BACK, now + WEEKS_AHEAD) for slot in _week(MONDAY + week * WEEK)
    ]


def _week(begins: datetime) -> Iterator[dict[str, Any]]:
    for level, worker in enumerate(on_call(begins), start=1):
        yield {
            "worker": worker,
            "kind": "on-call",
            "level": level,
            "starts_at": begins,
            "ends_at": begins + WEEK,
        }
    number = (begins - MONDAY) // WEEK
    for day in range(5):
        opens = datetime.combine(day_of(begins) + timedelta(days=day), time(8, 30), UTC)
        worker = SCREENERS[(number + day) % (len(SCREENERS) - 1)]
        yield {
            "worker": worker,
            "kind": "duty",
            "level": 1,
            "starts_at": opens,
            "ends_at": opens + timedelta(hours=9),
        }
