"""The demo's borough: made up, always the same, and told through the acts that the doors use."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from threshold.clocks.models import Clock
from threshold.confidentiality.sealing import make_keys
from threshold.demo import borough, names, people, ready
from threshold.demo.acts import DEMO_SYSTEM, Company
from threshold.demo.chooser import Chooser
from threshold.demo.hours import at_work
from threshold.demo.stories import Story, beginnings, story
from threshold.law import CALENDARS
from threshold.ledger.models import Salt
from threshold.messages.models import Message, Outgoing
from threshold.messages.rules import Delivery
from threshold.referrals.models import Act, Child, Contact, ContactVersion, Decision
from threshold.referrals.rules.words import State
from threshold.staffing import rules
from threshold.staffing.actions.configure import configure
from threshold.staffing.models import Worker
from threshold.staffing.queries import forget_configuration

UNTIL = datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)
MANY, FEW = 1_500, 72

POSTCODE = re.compile(r"\b([A-Z]{1,2})\d[A-Z\d]? \d[A-Z]{2}\b")
TELEPHONE = re.compile(r"\b0\d[\d ]{7,}\d\b")
DRAMA = re.compile(r"^(01632 ?960 ?\d{3}|07700 ?900 ?\d{3})$")
MADE_UP_AREAS = {"FX", "SX", "DX"}


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    """Return a quarter of the borough's stories, as planned."""
    return [story(each, until=UNTIL) for each in beginnings(count=MANY, until=UNTIL)]


@pytest.fixture
def load(settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Return how to load a small borough into the test's database."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    make_keys(django_settings.KEYS_DIR)
    return lambda: borough.load(progress=lambda done, of: None, until=UNTIL, count=FEW, processes=1)


def share(stories: list[Story], found: Callable[[Story], bool]) -> float:
    return 100 * sum(map(found, stories)) / len(stories)


def test_the_same_moment_always_gives_the_same_borough(stories: list[Story]) -> None:
    again = [story(each, until=UNTIL) for each in beginnings(count=MANY, until=UNTIL)]
    assert again == stories


def test_choices_are_the_same_in_ten_years() -> None:
    chooser = Chooser("fennmarsh", 1)
    assert [chooser.number(1000) for _ in range(6)] == [136, 642, 245, 702, 895, 594]


def test_nothing_happens_after_the_borough_s_last_moment(stories: list[Story]) -> None:
    assert all(each.told_at < UNTIL for each in stories)
    assert all(step.at < UNTIL for each in stories for step in each.steps)


def test_steps_follow_each_other(stories: list[Story]) -> None:
    for each in stories:
        moments = [each.told_at, *(step.at for step in each.steps)]
        turns = [step.turn for step in each.steps]
        assert moments == sorted(moments)
        assert turns == sorted(turns)


@pytest.mark.parametrize(
    ("what", "least", "most", "found"),
    [
        ("from the police", 24, 32, lambda each: each.telling.source == "police"),
        ("from schools", 18, 25, lambda each: each.telling.source == "school"),
        ("anonymous", 3, 10, lambda each: each.telling.source == "anonymous"),
        ("about several children", 15, 50, lambda each: len(each.telling.draft.children) > 1),
        ("with a child in danger now", 1, 12, lambda each: each.telling.draft.report.safe_now == "no"),
        ("with a safe e-mail address", 0.1, 3, lambda each: each.telling.draft.safe_to_mail),
        ("from a professional who does not say who", 0.5, 5, lambda each: each.telling.unidentified),
        ("by telephone", 20, 45, lambda each: each.telling.by_telephone),
    ],
)
def test_the_mix_is_believable(
    stories: list[Story], what: str, least: float, most: float, found: Callable[[Story], bool]
) -> None:
    assert least < share(stories, found) < most, what


def test_about_a_fifth_is_told_about_again_within_a_year(stories: list[Story]) -> None:
    last: dict[int, datetime] = {}
    again = 0
    for each in stories:
        again += each.family in last and each.told_at - last[each.family] < timedelta(days=365)
        last[each.family] = each.told_at
    assert 17 < 100 * again / len(stories) < 27


def test_hardly_two_reports_say_the_same(stories: list[Story]) -> None:
    assert len({each.telling.draft.report.worry for each in stories}) > 0.97 * len(stories)


def test_every_kind_of_act_happens(stories: list[Story]) -> None:
    done = {step.act for each in stories for step in each.steps}
    assert {
        "accept", "acknowledge", "add_late", "answer_referrer", "approve", "ask_referrer", "ask_why", "close",
        "decide", "finish_assessment", "hand_back", "hand_over", "identify", "move_clock", "note_opening",
        "raise_alarm", "record_response", "reopen", "screen", "see_alert", "tell_referrer", "transfer_out",
        "use_receipt", "write_to_us",
    } == done  # fmt: skip


def test_nobody_and_nowhere_is_real(stories: list[Story]) -> None:
    text = "\n".join(f"{each.telling.draft} {each.steps}" for each in stories) + borough.FILE.read_text(
        "utf-8"
    )
    assert {found.group(1) for found in POSTCODE.finditer(text)} <= MADE_UP_AREAS
    numbers = {found.removeprefix("18001 ") for found in TELEPHONE.findall(text)}
    assert {number for number in numbers if not DRAMA.match(number)} == set()
    assert {found for found in re.findall(r"@[\w.-]+", text) if not found.endswith(".example")} == set()


def test_names_come_from_many_languages_and_scripts() -> None:
    written = "".join(name for lists in names.FAMILIES.values() for name in (*lists[0], *lists[1]))
    scripts = {unicodedata.name(sign).split()[0] for sign in written if sign.isalpha()}
    assert len(names.FAMILIES) >= 30
    assert {
        "LATIN",
        "ARABIC",
        "CYRILLIC",
        "CJK",
        "HANGUL",
        "ETHIOPIC",
        "HEBREW",
        "BENGALI",
        "TAMIL",
    } <= scripts


def test_the_file_says_who_is_on_call_all_the_time_for_a_year_to_come() -> None:
    read = rules.configuration_from(borough.content(until=UNTIL))
    for day in range(366):
        moment = UNTIL + timedelta(days=day)
        now = (each for each in read.rota if each.starts_at <= moment < each.ends_at)
        levels = {each.level for each in now if each.kind == "on-call"}
        assert levels == {1, 2, 3}


def test_the_file_can_be_put_in_force_as_it_stands() -> None:
    assert rules.configuration_from(tomllib.loads(borough.FILE.read_text("utf-8"))).authority.name


def test_people_at_work_do_nothing_at_night_or_on_a_holiday() -> None:
    told = datetime(2026, 4, 2, 20, 0, tzinfo=UTC)
    reached = at_work(told, minutes=30)
    assert CALENDARS["england-and-wales"].is_working_day(reached.date())
    assert reached == datetime(2026, 4, 7, 8, 0, tzinfo=UTC), "Good Friday, a weekend and Easter Monday"


def test_the_demo_s_sign_ins_are_made_only_in_a_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ready.NotADemo):
        borough.load(progress=lambda done, of: None, until=UNTIL, count=1, processes=1)


@pytest.mark.django_db
def test_a_small_borough_is_loaded_and_everything_in_it_is_real(load: Callable[[], None]) -> None:
    load()

    assert Contact.objects.count() == FEW
    assert set(Contact.objects.values_list("origin", flat=True)) == {"demo"}
    still_open = Contact.objects.filter(closed_at__isnull=True)
    assert still_open.exists()
    assert all(each.owner_id or each.accept_by for each in still_open)
    assert all(each.next_at for each in still_open)
    assert Contact.objects.filter(state=State.CLOSED).exists()
    closed = Contact.objects.filter(closed_at__isnull=False).values_list("ledger_ref", flat=True)
    assert not Clock.objects.filter(about__in=closed, stopped_at__isnull=True).exists()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {Delivery.SENT}
    versions = ContactVersion.objects.count() + Act.objects.count()
    of_contacts = Salt.objects.filter(version_table__in=["referrals_contactversion", "referrals_act"])
    assert of_contacts.count() == versions, "every act has its entry"
    assert Decision.objects.filter(child__state="decided").exists()
    assert Child.objects.filter(outcome="").count() < Child.objects.count()
    assert set(Worker.objects.exclude(password="!").values_list("email", flat=True)) == set(ready.READY)
    assert not Worker.objects.get(email=people.LEAVER).is_active
    assert any("otpauth://" in line for line in borough.sign_ins())


@pytest.mark.django_db
def test_the_load_follows_the_plan(load: Callable[[], None], stories: list[Story]) -> None:
    load()

    planned = [story(each, until=UNTIL) for each in beginnings(count=FEW, until=UNTIL)]
    worries = (
        ContactVersion.objects.filter(number=1).order_by("recorded_at").values_list("worry", "recorded_at")
    )
    assert list(worries) == [(each.telling.draft.report.worry, each.told_at) for each in planned]
    decided = sorted(Decision.objects.values_list("recorded_at", "outcome"))
    assert decided == sorted(
        (step.at, step.given["outcome"]) for each in planned for step in each.steps if step.act == "decide"
    )


@pytest.mark.django_db
def test_acts_written_together_leave_what_acts_written_one_by_one_leave(
    load: Callable[[], None], stories: list[Story]
) -> None:
    configure(content=borough.content(until=UNTIL), by=DEMO_SYSTEM, at=UNTIL - timedelta(days=800))
    forget_configuration(viewer=DEMO_SYSTEM)
    company, few = Company(), stories[:40]

    with_others = borough.tell(few, company)
    alone = [contact for each in few for contact in borough.tell([each], company, writing=nullcontext)]

    assert [left_by(each.ref) for each in with_others] == [left_by(each.ref) for each in alone]


def left_by(ref: str) -> tuple[object, ...]:
    """Return all that is kept of a contact, but for references and keys."""
    contact = Contact.objects.get(ref=ref)
    now = (
        "state",
        "owner_id",
        "team_id",
        "next_at",
        "next_duty",
        "is_referral",
        "waiting_messages",
        "told_at",
        "closed_at",
    )
    children = Child.objects.filter(contact=contact).order_by("number")
    clocks = Clock.objects.filter(about=contact.ledger_ref)
    messages = Message.objects.filter(about=contact.ledger_ref)
    return (
        [getattr(contact, name) for name in now],
        list(
            Act.objects.filter(contact=contact)
            .order_by("id")
            .values_list("kind", "event_at", "words", "code")
        ),
        list(children.values_list("state", "outcome", "decided_at", "assessed_at")),
        sorted(clocks.values_list("duty", "due_at", "stopped_at", "ending"), key=str),
        list(messages.order_by("id").values_list("direction", "words", "event_at")),
        Salt.objects.filter(record=contact.ledger_ref).count(),
    )
