"""How many finished reports a second are stored, beside a bare view that inserts as many rows in the same run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from benchmarks.clients import CLIENTS, Answered, Asked, send_all
from benchmarks.place import Place, a_place, serving
from benchmarks.rows import Row, percentile

REPORTS = 1_500
WARMING = 400
ROUNDS = 3
LIMIT_PER_SECOND = 200
LIMIT_OF_BARE = 0.25
TOKEN = "b" * 32
"""Django takes a token that equals its cookie, so a client that holds both can send without asking first."""


def run() -> list[Row]:
    """Measure both in turn, three rounds each, and return the medians."""
    with a_place() as place:
        from tests.world import a_world

        a_world()
        rows = _rows_of_one_report()
        ours, bare, slow = [], [], []
        codes: list[str] = []
        for _ in range(ROUNDS):
            bare.append(_bare(place, rows))
            prepared = finished_drafts(WARMING + REPORTS)
            rate, answers = _reports(place, prepared)
            codes += prepared
            ours.append(rate)
            slow.append(percentile([answer.seconds for answer in answers], 0.95) * 1000)
        lost, doubled = _lost_and_doubled(codes)
    rate, peer = sorted(ours)[1], sorted(bare)[1]
    share = rate / peer
    return [
        Row("submissions_per_second", rate, "reports/s", f"{LIMIT_PER_SECOND} a second", rate / LIMIT_PER_SECOND),
        Row("submissions_p95_ms", sorted(slow)[1], "ms", f"{CLIENTS} clients, no limit set", 1.0),
        Row("bare_view_per_second", peer, "requests/s", f"a bare view inserting {rows} rows", 1.0),
        Row("submissions_of_bare_view", share, "of the bare view", f"{LIMIT_OF_BARE}", share / LIMIT_OF_BARE),
        Row("submissions_lost", lost, "reports", f"{len(codes)} sent", lost / len(codes)),
        Row("submissions_doubled", doubled, "reports", f"{len(codes)} sent", doubled / len(codes)),
    ]  # fmt: skip


def finished_drafts(number: int, *, alike: bool = True) -> list[str]:
    """Save finished drafts, as the pages before the last one do, and return their codes.

    With `alike` false each is about a child of its own, so that no page finds the others.
    """
    from tests.world import a_draft
    from threshold.confidentiality.rules import PUBLIC
    from threshold.referrals.actions.save_draft import save_draft
    from threshold.referrals.rules.codes import new_code
    from threshold.referrals.rules.report import ChildAsKnown

    codes = [new_code() for _ in range(number)]
    now = datetime.now(UTC)
    for place, code in enumerate(codes):
        own = (
            {}
            if alike
            else {"children": (ChildAsKnown(known_as=f"Child Number{place}", age_words="about 7"),)}
        )
        save_draft(code=code, draft=a_draft(**own), by=PUBLIC, at=now)
    return codes


def _reports(place: Place, codes: Sequence[str]) -> tuple[float, list[Answered]]:
    """Press "Send" once on each draft and return how many a second were stored, with the answers."""
    asked = [final_post(code) for code in codes]
    with serving(place, "threshold.config.wsgi:application") as port:
        first, _ = send_all(port, asked[:WARMING])
        answers, seconds = send_all(port, asked[WARMING:])
    refused = [answer for answer in (*first, *answers) if answer.status != 302]
    if refused:
        raise RuntimeError(f"{len(refused)} were answered {refused[0].status}: {refused[0].page[:2000]!r}")
    return len(answers) / seconds, answers


def final_post(code: str) -> Asked:
    """Return the last page's post for the draft under this code, from a browser that holds it."""
    from django.conf import settings
    from django.urls import reverse

    from threshold.doors.public import words
    from threshold.doors.public.holding import COOKIE, Held, Stage, sealed
    from threshold.referrals.rules.words import Teller

    held = sealed(Held(code, Stage.WRITING), at=datetime.now(UTC))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{COOKIE}={held}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
    }
    typed = {"csrfmiddlewaretoken": TOKEN, "declaration": words.IN_FORCE[Teller.PUBLIC]}
    return Asked("POST", reverse("public:check"), headers, urlencode(typed).encode())


def _rows_of_one_report() -> int:
    """Send one report in this process and return how many rows it inserted."""
    from threshold.confidentiality.rules import PUBLIC
    from threshold.referrals.actions.send import send

    (code,) = finished_drafts(1)
    before = _rows()
    send(code=code, by=PUBLIC, at=datetime.now(UTC))
    return _rows() - before + 1


def _rows() -> int:
    """Return how many rows there are in all tables that the web role may count, and in the outbox as many as salts."""
    from threshold.clocks.models import Clock, Fact
    from threshold.ledger.models import Salt
    from threshold.people.models import Referrer, ReferrerVersion
    from threshold.referrals.models import (
        Child,
        ChildVersion,
        Contact,
        ContactVersion,
        Receipt,
        ReceiptVersion,
        SavedDraft,
    )

    counted = (
        Clock, Fact, Salt, Salt, Referrer, ReferrerVersion, Child, ChildVersion, Contact, ContactVersion, Receipt,
        ReceiptVersion, SavedDraft,
    )  # fmt: skip
    return sum(model._default_manager.count() for model in counted)


def _bare(place: Place, rows: int) -> float:
    """Return how many requests a second the bare view answers."""
    import psycopg

    with psycopg.connect(place.superuser, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_plain "
            "(id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, text text, number int, at timestamptz)"
        )
        connection.execute("GRANT INSERT, SELECT ON bare_plain TO PUBLIC")
    place.settings["BARE_ROWS"] = str(rows)
    asked = [Asked("GET", "/insert", {})] * REPORTS
    with serving(place, "benchmarks.bare.site:application") as port:
        send_all(port, asked[:WARMING])
        answers, seconds = send_all(port, asked)
    wrong = [answer.status for answer in answers if answer.status != 200]
    if wrong:
        raise RuntimeError(f"the bare view answered {wrong[0]}")
    return len(answers) / seconds


def _lost_and_doubled(codes: Sequence[str]) -> tuple[int, int]:
    """Return how many of the sent reports are not stored, and how many contacts there are too many."""
    from threshold.confidentiality.rules import PUBLIC
    from threshold.referrals.models import Contact
    from threshold.referrals.queries import is_sent

    lost = sum(not is_sent(code=code, viewer=PUBLIC) for code in codes)
    return lost, Contact.objects.count() - 1 - (len(codes) - lost)
