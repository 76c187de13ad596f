"""A small fictional authority for tests: Fennmarsh, with its teams, people and rota. Nobody in it exists."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings

from threshold.confidentiality.rules import SYSTEM, Role, Viewer
from threshold.confidentiality.sealing import make_keys
from threshold.people.rules import Identity, Standing
from threshold.referrals.rules.report import ChildAsKnown, Draft, Report
from threshold.referrals.rules.words import Teller
from threshold.staffing.actions.configure import configure
from threshold.staffing.models import Worker
from threshold.staffing.queries import forget_configuration, viewer_for

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday morning without holidays near it."""

FILE: dict[str, Any] = {
    "authority": {
        "name": "Fennmarsh Borough Council",
        "phone": "01632 960 100",
        "out_of_hours_phone": "01632 960 199",
        "text_relay": "18001 01632 960 100",
        "email": "frontdoor@fennmarsh.example",
        "hours": "Monday to Friday, 9am to 5pm",
        "postcodes": ["FX1", "FX2"],
    },
    "rules": {
        "referral": "outcome-of-contact",
        "danger_answers": ["no"],
        "alert_escalates_after_minutes": 15,
    },
    "levels": [{"code": "2", "words": "Early help"}, {"code": "4", "words": "Specialist"}],
    "criteria": [
        {"code": "none", "words": "None met"},
        {"code": "harm", "words": "Risk of significant harm"},
    ],
    "limits": [],
    "neighbours": [
        {
            "code": "saltby",
            "name": "Saltby Council",
            "phone": "01632 960 500",
            "email": "",
            "postcodes": ["SX"],
        }
    ],
    "teams": [
        {"code": "door", "name": "Front door", "kind": "front-door", "accept_minutes": 60},
        {"code": "assess", "name": "Assessment team", "kind": "assessment", "accept_minutes": 240},
    ],
    "workers": [
        {"name": "Cal Handler", "email": "cal@fennmarsh.example", "role": "call-handler", "team": "door"},
        {
            "name": "Sky Screener",
            "email": "sky@fennmarsh.example",
            "role": "screening-worker",
            "team": "door",
        },
        {
            "name": "Rae Screener",
            "email": "rae@fennmarsh.example",
            "role": "screening-worker",
            "team": "door",
        },
        {"name": "Sol Worker", "email": "sol@fennmarsh.example", "role": "social-worker", "team": "assess"},
        {
            "name": "Max Manager",
            "email": "max@fennmarsh.example",
            "role": "manager",
            "team": "door",
            "phone": "07700900001",
        },
        {
            "name": "Dee Director",
            "email": "dee@fennmarsh.example",
            "role": "director",
            "team": "door",
            "phone": "07700900002",
        },
        {"name": "Ada Admin", "email": "ada@fennmarsh.example", "role": "administrator", "team": "door"},
    ],
    "rota": [
        {
            "worker": f"{who}@fennmarsh.example",
            "kind": "on-call",
            "level": level,
            "starts_at": datetime(2026, 1, 1, tzinfo=UTC),
            "ends_at": datetime(2036, 1, 1, tzinfo=UTC),
        }
        for level, who in enumerate(("max", "dee"), start=1)
    ],
}


@dataclass(frozen=True)
class World:
    """Everyone who works there, as viewers, and the moment at which the tests begin."""

    handler: Viewer
    screener: Viewer
    other_screener: Viewer
    social_worker: Viewer
    manager: Viewer
    director: Viewer
    administrator: Viewer

    @property
    def everyone(self) -> dict[Role, Viewer]:
        return {
            viewer.role: viewer
            for viewer in (
                self.handler, self.screener, self.social_worker, self.manager, self.director, self.administrator
            )
        }  # fmt: skip


def a_world(*, changed: dict[str, Any] | None = None) -> World:
    """Put the authority's configuration in force, perhaps with some tables changed, and return who works there."""
    make_keys(settings.KEYS_DIR)
    forget_configuration(viewer=SYSTEM)
    configure(content={**FILE, **(changed or {})}, by=SYSTEM, at=MONDAY - timedelta(days=30))
    ids = dict(Worker.objects.values_list("email", "pk"))

    def viewer(name: str) -> Viewer:
        return viewer_for(worker_id=ids[f"{name}@fennmarsh.example"], viewer=SYSTEM)

    return World(
        handler=viewer("cal"),
        screener=viewer("sky"),
        other_screener=viewer("rae"),
        social_worker=viewer("sol"),
        manager=viewer("max"),
        director=viewer("dee"),
        administrator=viewer("ada"),
    )


def a_draft(**changes: Any) -> Draft:
    """Return a finished draft from a neighbour about two children, with some parts changed."""
    facts: dict[str, Any] = {
        "report": Report(
            teller=Teller.PUBLIC,
            worry="The children at number 12 are often alone after dark.",
            seen="The lights were off and the younger one was crying at the window.",
            heard="A neighbour told me their mother works nights.",
            happened="Most evenings since January",
            safe_now="unsure",
        ),
        "children": (
            ChildAsKnown(
                known_as="Bram Testerly", born_on=date(2017, 5, 4), address="12 Reed Lane, Fennmarsh FX1 2AB"
            ),
            ChildAsKnown(known_as="the little one", age_words="about 4"),
        ),
        "standing": Standing.NAMED,
        "identity": Identity(name="Nell Bystander", phone="01632 960 777"),
    }
    return Draft(**{**facts, **changes})
