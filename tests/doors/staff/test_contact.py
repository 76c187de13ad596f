"""A contact's pages: who may open which, what they show, what they do, and what they keep when they refuse."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.desk.stories import asked, decided, received, settled, taken
from tests.evidence.making import in_pieces, photograph
from tests.world import World
from threshold.clocks.models import Clock
from threshold.confidentiality.models import Read, RefusedAct
from threshold.confidentiality.rules import (
    APPROVING_ROLES,
    CASE_ROLES,
    DECIDING_ROLES,
    PUBLIC,
    STAFF_ROLES,
    Role,
)
from threshold.evidence.actions.keep import keep
from threshold.messages.queries import thread_of
from threshold.people.rules import Identity, Standing
from threshold.referrals.actions.approve import approve
from threshold.referrals.actions.hand_over import hand_over
from threshold.referrals.actions.write_to_us import write_to_us
from threshold.referrals.models import Act, Contact, ContactVersion, Decision
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import ActKind, ChildState, State, Teller
from threshold.staffing.queries import forget_configuration

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Role], Client]
AT_MOST = 15


def hours_ago(hours: float) -> Any:
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def ref(world: World) -> str:
    """A contact that came in five hours ago and that the screening worker holds."""
    return taken(received(at=hours_ago(5))[0], world.screener, at=hours_ago(4))


def address(name: str, ref: str, **more: Any) -> str:
    return reverse(f"staff:contact{name}", kwargs={"ref": ref, **more})


def words(page: Any) -> str:
    return str(page.content.decode())


def without_token(page: Any) -> str:
    return re.sub(r'value="\w{64}"', "", words(page))


def post(client: Client, url: str, answers: dict[str, Any] | None = None) -> Any:
    token = client.get(reverse("staff:search")).context["csrf_token"]
    return client.post(url, {**(answers or {}), "csrfmiddlewaretoken": token})


def clock_of(ref: str, duty: str = "first-response") -> Any:
    return Clock.objects.get(about=Contact.objects.get(ref=ref).ledger_ref, duty=duty).pk


OPENS_TO = [
    ("", CASE_ROLES),
    ("-accept", DECIDING_ROLES),
    ("-hand-over", DECIDING_ROLES),
    ("-hand-back", DECIDING_ROLES),
    ("-see-alert", CASE_ROLES),
    ("-acknowledge", CASE_ROLES),
    ("-identify", CASE_ROLES),
    ("-respond", DECIDING_ROLES),
    ("-ask", CASE_ROLES),
    ("-answer", CASE_ROLES),
    ("-screen", DECIDING_ROLES),
    ("-decide", DECIDING_ROLES),
    ("-approve", APPROVING_ROLES),
    ("-tell", DECIDING_ROLES),
    ("-not-tell", DECIDING_ROLES),
    ("-transfer", DECIDING_ROLES),
    ("-finish-assessment", DECIDING_ROLES),
    ("-reopen", DECIDING_ROLES),
    ("-add", CASE_ROLES),
    ("-correct", CASE_ROLES),
    ("-close", DECIDING_ROLES),
    ("-clock", CASE_ROLES),
    ("-clock-move", DECIDING_ROLES),
]


def about(name: str, ref: str) -> dict[str, Any]:
    if name.startswith("-clock"):
        return {"clock": clock_of(ref)}
    of_a_child = {"-decide", "-approve", "-finish-assessment", "-reopen", "-correct"}
    return {"number": 1} if name in of_a_child else {}


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_each_page_opens_to_its_roles_and_to_nobody_else(
    signed_in: SignedIn, ref: str, world: World, role: Role
) -> None:
    # A social worker sees what is with their team, so the contact is put there first.
    hand_over(
        ref=ref, to_worker=None, to_team=next(iter(world.social_worker.teams)), words="Theirs.",
        by=world.screener, at=hours_ago(3),
    )  # fmt: skip
    client = signed_in(role)
    opened = {name: client.get(address(name, ref, **about(name, ref))).status_code for name, _ in OPENS_TO}
    assert opened == {name: 200 if role in roles else 404 for name, roles in OPENS_TO}


@pytest.mark.parametrize("name", [name for name, _ in OPENS_TO])
def test_nobody_who_is_not_signed_in_opens_any_of_them(ref: str, name: str) -> None:
    answer = Client().get(address(name, ref, **about(name, ref)))
    assert answer.status_code == 302
    assert "/staff/account/" in answer["Location"]


def test_hidden_and_absent_are_answered_alike_and_recorded(
    signed_in: SignedIn, ref: str, as_owner: Any
) -> None:
    client = signed_in(Role.SOCIAL_WORKER)
    hidden, absent = client.get(address("", ref)), client.get(address("", "22222222"))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert without_token(hidden) == without_token(absent)
    with as_owner():
        assert [row.why for row in RefusedAct.objects.all()] == ["NotFound", "NotFound"]
        assert not Read.objects.exists()


def test_the_page_names_nobody_in_its_title_or_address(signed_in: SignedIn, ref: str) -> None:
    page = words(signed_in(Role.SCREENING_WORKER).get(address("", ref)))
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Bram" not in title
    assert "Bram Testerly" in page
    assert 'href="/staff/contacts/' in page


def test_the_page_takes_the_same_queries_after_one_act_and_after_thirty(
    signed_in: SignedIn, ref: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Read afresh every few seconds, which a slow machine may reach between two visits.
    monkeypatch.setattr("threshold.staffing.queries.KEPT_FOR_SECONDS", 600.0)
    forget_configuration(viewer=world.screener)
    client = signed_in(Role.SCREENING_WORKER)
    asked(ref, 1, by=world.screener, at=hours_ago(2))
    once = queries(client, ref)
    asked(ref, 29, by=world.screener, at=hours_ago(1))
    assert queries(client, ref) == once <= AT_MOST


def queries(client: Client, ref: str) -> int:
    client.get(address("", ref))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address("", ref)).status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_the_first_opening_is_noted_and_later_ones_are_reads(
    signed_in: SignedIn, ref: str, as_owner: Any
) -> None:
    for role in (Role.CALL_HANDLER, Role.MANAGER):
        signed_in(role).get(address("", ref))
    assert Act.objects.get(kind=ActKind.OPENED).by_role == Role.CALL_HANDLER
    with as_owner():
        assert Read.objects.filter(route="staff:contact").count() == 2


def test_a_day_is_shown_as_it_was_known_and_says_so(signed_in: SignedIn, world: World) -> None:
    ref = taken(received(at=hours_ago(49))[0], world.screener, at=hours_ago(1))
    day = timezone.localtime(hours_ago(49)).date()
    asks = {"known_on-day": day.day, "known_on-month": day.month, "known_on-year": day.year}
    client = signed_in(Role.SCREENING_WORKER)
    page = words(client.get(address("", ref), asks))
    assert "This is the page as it was known at the end of" in page
    assert "waiting to be taken" in page
    assert "What can be done now" not in page
    page = words(client.get(address("", ref), {**asks, "known_on-year": day.year - 1}))
    assert "Choose a day from the one on which this came in" in page
    assert "What can be done now" in page


@pytest.mark.parametrize(
    "asks",
    [{"known_on-day": "x", "known_on-year": "y"}, {"kind": "?", "before": "x_y_z"}, {"before": "\x00"}],
)
def test_nonsense_in_the_address_is_answered_with_the_page(
    signed_in: SignedIn, ref: str, asks: dict[str, str]
) -> None:
    assert signed_in(Role.SCREENING_WORKER).get(address("", ref), asks).status_code == 200


def moment_of(at: Any) -> dict[str, Any]:
    local = timezone.localtime(at)
    return {
        "event_at-day": local.day, "event_at-month": local.month, "event_at-year": local.year,
        "event_at-time": f"{local:%H:%M}",
    }  # fmt: skip


DECISION = {"outcome": "early-help", "level": "2", "criterion": "none", "reason": "All agreed."}


def test_a_contact_is_worked_from_end_to_end_through_its_pages(signed_in: SignedIn, world: World) -> None:
    ref = received(at=hours_ago(5))[0]
    client, manager = signed_in(Role.SCREENING_WORKER), signed_in(Role.MANAGER)
    steps: list[tuple[Client, str, dict[str, Any], dict[str, Any]]] = [
        (client, "-accept", {}, {}),
        (client, "-acknowledge", {}, {"words": "I have it."}),
        (client, "-respond", {}, {"response": "seen", "words": "Seen.", **moment_of(hours_ago(1))}),
        (client, "-ask", {}, {"words": "Which school?"}),
        (client, "-screen", {}, {"approach": "welfare-concern", "words": "School knows them."}),
        (client, "-add", {}, {"words": "A brother.", **moment_of(hours_ago(2))}),
        (client, "-decide", {"number": 1}, {**DECISION, "outcome": "no-further-action"}),
        (client, "-decide", {"number": 2}, {**DECISION, "outcome": "assessment"}),
        (manager, "-approve", {"number": 1}, {"agreed": "no", "reason": "Ask the school."}),
        (client, "-decide", {"number": 1}, {**DECISION, "outcome": "no-further-action"}),
        (manager, "-approve", {"number": 1}, {"agreed": "yes", "reason": ""}),
        (client, "-tell", {}, {"more": "Thank you."}),
        (client, "-finish-assessment", {"number": 2}, {"words": "Support agreed."}),
        (client, "-close", {}, {}),
        (client, "-reopen", {"number": 2}, {"words": "New facts."}),
    ]
    for who, name, more, answers in steps:
        answer = post(who, address(name, ref, **more), answers)
        assert (name, answer.status_code, answer.headers.get("Location")) == (name, 302, address("", ref))
    contact = Contact.objects.get(ref=ref)
    assert (contact.state, contact.owner_id) == (State.SCREENING, world.screener.worker_id)
    assert ContactVersion.objects.filter(contact=contact).count() == 2


def test_what_was_handed_over_is_handed_back(signed_in: SignedIn, ref: str, world: World) -> None:
    team = next(iter(world.social_worker.teams))
    screener, worker = signed_in(Role.SCREENING_WORKER), signed_in(Role.SOCIAL_WORKER)
    post(screener, address("-hand-over", ref), {"to": f"team-{team}", "words": "Theirs."})
    assert Contact.objects.get(ref=ref).team_id == team
    post(worker, address("-hand-back", ref), {"words": "Not ours."})
    assert Contact.objects.get(ref=ref).team.code == "door"


def test_it_is_handed_to_a_person(signed_in: SignedIn, ref: str, world: World) -> None:
    to = f"person-{world.other_screener.worker_id}"
    post(signed_in(Role.SCREENING_WORKER), address("-hand-over", ref), {"to": to, "words": "Yours."})
    assert Contact.objects.get(ref=ref).offered_to_id == world.other_screener.worker_id


def test_those_who_cannot_take_it_on_are_not_offered(signed_in: SignedIn, ref: str) -> None:
    page = words(signed_in(Role.SCREENING_WORKER).get(address("-hand-over", ref)))
    assert "Rae Screener" in page
    for name in ("Cal Handler", "Ada Admin", "Dee Director"):
        assert name not in page


def test_passing_on_stops_to_think_first(signed_in: SignedIn, ref: str) -> None:
    client = signed_in(Role.SCREENING_WORKER)
    assert "Before you pass this to another authority" in words(client.get(address("-transfer", ref)))
    assert "Saltby Council" in words(client.get(address("-transfer", ref) + "?on"))
    post(client, address("-transfer", ref), {"to": "saltby", "words": "Jo, by telephone."})
    assert Contact.objects.get(ref=ref).neighbour == "saltby"


def test_it_is_put_on_record_why_somebody_cannot_be_told(signed_in: SignedIn, ref: str, world: World) -> None:
    settled(ref, world, at=hours_ago(3))
    client = signed_in(Role.SCREENING_WORKER)
    answers = {"why_not": "risk", "more": "He reads her telephone."}
    post(client, address("-not-tell", ref), answers)
    assert Act.objects.get(kind=ActKind.NOT_TOLD).words == "He reads her telephone."


def test_a_message_is_answered_and_an_alert_seen(signed_in: SignedIn, world: World) -> None:
    ref, code = received(at=hours_ago(5), report=Report(worry="He is hitting her.", safe_now="no"))
    write_to_us(code=code, words="Are you coming?", by=PUBLIC, at=hours_ago(4))
    client = signed_in(Role.CALL_HANDLER)
    assert "has not seen it yet" in words(client.get(address("", ref)))
    post(client, address("-see-alert", ref))
    post(client, address("-answer", ref), {"words": "Yes, somebody is on the way."})
    page = words(client.get(address("", ref)))
    assert "The on-call alert was seen" in page
    assert "Yes, somebody is on the way." in page
    assert Contact.objects.get(ref=ref).waiting_messages == 0


def test_who_a_professional_is_is_recorded_when_it_is_found_out(signed_in: SignedIn, world: World) -> None:
    report = Report(teller=Teller.PROFESSIONAL, worry="Bruises again.")
    who = Identity(organisation="Reed Lane School")
    ref = received(at=hours_ago(5), report=report, standing=Standing.PROFESSIONAL, identity=who)[0]
    client = signed_in(Role.CALL_HANDLER)
    assert "Professional without a name" in words(client.get(address("", ref)))
    assert "Write their name" in words(post(client, address("-identify", ref), {"name": ""}))
    answers = {"name": "Tess O’Neill", "job": "Teacher", "email": "tess@reedlane.example"}
    assert post(client, address("-identify", ref), answers).status_code == 302
    page = words(client.get(address("", ref)))
    for shown in ("Tess O’Neill", "Reed Lane School", "Recorded who told us"):
        assert shown in page
    assert "Professional without a name" not in page
    assert "Said who they are" not in page, "it was a colleague who said it"


def test_a_file_is_named_and_stays_sealed(signed_in: SignedIn, ref: str) -> None:
    about = Contact.objects.get(ref=ref).ledger_ref
    keep(
        about=about, draft=None, stream=in_pieces(photograph()), name="kitchen <b>.jpg", said="The kitchen",
        giver="public", by=PUBLIC, at=hours_ago(4),
    )  # fmt: skip
    page = words(signed_in(Role.SCREENING_WORKER).get(address("", ref)))
    assert "They say: The kitchen" in page
    assert "A file is sealed when it arrives" in page
    assert "kitchen <b>" not in page
    assert "<img" not in page


def test_a_date_is_explained_and_moved_with_a_reason(signed_in: SignedIn, ref: str) -> None:
    client, clock = signed_in(Role.SCREENING_WORKER), clock_of(ref)
    assert "24 hours" in words(client.get(address("-clock", ref, clock=clock)))
    answers = {"move": "extend", "amount": "5", "reason": "The family is abroad."}
    post(client, address("-clock-move", ref, clock=clock), answers)
    page = words(client.get(address("-clock", ref, clock=clock)))
    assert "The family is abroad." in page
    assert "by Sky Screener" in page


def test_a_date_is_counted_from_another_day_and_the_next_date_of_the_contact_follows(
    signed_in: SignedIn, ref: str
) -> None:
    client, clock = signed_in(Role.SCREENING_WORKER), clock_of(ref)
    where, before = address("-clock-move", ref, clock=clock), Clock.objects.get(pk=clock).due_at
    reason = {"move": "reanchor", "reason": "It lay in the school’s inbox."}
    assert "Say from which day to count." in words(post(client, where, reason))
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert "This day has not come yet." in words(post(client, where, {**reason, **day_of(tomorrow)}))
    day = timezone.localtime() - timedelta(days=3)
    assert post(client, where, {**reason, **day_of(day)}).status_code == 302
    moved = Clock.objects.get(pk=clock).due_at
    assert timezone.localtime(moved).date() == day.date() + timedelta(days=1)
    assert moved < before
    contact = Contact.objects.get(ref=ref)
    assert (contact.next_at, contact.next_duty) == (moved, "first-response")
    page = words(client.get(address("-clock", ref, clock=clock)))
    for shown in ("Counted from another moment", "It lay in the school’s inbox.", "by Sky Screener"):
        assert shown in page


def day_of(at: Any) -> dict[str, Any]:
    return {"anchor-day": at.day, "anchor-month": at.month, "anchor-year": at.year}


def test_a_clock_of_another_contact_is_not_found(signed_in: SignedIn, ref: str) -> None:
    other = clock_of(received(at=hours_ago(2))[0])
    client = signed_in(Role.SCREENING_WORKER)
    assert client.get(address("-clock", ref, clock=other)).status_code == 404
    assert client.get(address("-clock-move", ref, clock=other)).status_code == 404


def test_an_unfinished_decision_keeps_what_was_typed_and_decides_nothing(
    signed_in: SignedIn, ref: str
) -> None:
    typed = "O’Neill, Nguyễn, Łukasz, علي 😟\nsecond line"
    page = post(
        signed_in(Role.SCREENING_WORKER), address("-decide", ref, number=1), {"reason": typed, "level": "4"}
    )
    assert page.status_code == 200
    assert "Choose what was decided" in words(page)
    assert "O’Neill, Nguyễn, Łukasz, علي 😟" in words(page)
    assert page.context["form"]["level"].value() == "4"
    assert page.context["form"]["outcome"].value() is None
    assert not Decision.objects.exists()


def test_a_refused_act_keeps_what_was_typed_says_why_and_is_recorded(
    signed_in: SignedIn, ref: str, as_owner: Any
) -> None:
    early = {"response": "seen", "words": "Seen at school.", **moment_of(hours_ago(30))}
    page = post(signed_in(Role.SCREENING_WORKER), address("-respond", ref), early)
    assert "This is before the report came in" in words(page)
    assert "Seen at school." in words(page)
    with as_owner():
        row = RefusedAct.objects.get()
    assert (row.why, row.route) == ("BeforeReceipt", "staff:contact-respond")
    assert row.subject == Contact.objects.get(ref=ref).ledger_ref


def test_deciding_what_a_colleague_decided_meanwhile_is_refused_with_the_words_kept(
    signed_in: SignedIn, ref: str, world: World
) -> None:
    decided(ref, 1, "early-help", by=world.manager, at=hours_ago(1))
    page = post(
        signed_in(Role.SCREENING_WORKER), address("-decide", ref, number=1), {**DECISION, "reason": "My own words."}
    )  # fmt: skip
    assert "This child&#x27;s decision has been made" in words(page)
    assert "My own words." in words(page)
    assert Decision.objects.count() == 1


def test_nobody_agrees_to_a_decision_they_have_not_read(signed_in: SignedIn, ref: str, world: World) -> None:
    decided(ref, 1, "no-further-action", by=world.screener, at=hours_ago(2))
    client, where = signed_in(Role.MANAGER), address("-approve", ref, number=1)
    assert '<input type="hidden" name="read" value="1"' in words(client.get(where))
    approve(
        ref=ref, number=1, agreed=False, reason="Ask the school.", by=world.director, at=hours_ago(1)
    )  # fmt: skip
    decided(ref, 1, "no-further-action", by=world.screener, at=hours_ago(1))
    page = words(post(client, where, {"agreed": "yes", "reason": "", "read": "1"}))
    assert "sent back and made again while you read it" in page
    assert post(client, where, {"agreed": "yes", "reason": "", "read": "2"}).status_code == 302


@pytest.mark.parametrize("name", ["-decide", "-approve", "-finish-assessment", "-reopen", "-correct"])
def test_a_child_who_is_not_there_is_not_found(signed_in: SignedIn, ref: str, name: str) -> None:
    client = signed_in(Role.MANAGER)
    assert client.get(address(name, ref, number=7)).status_code == 404


def test_a_page_for_what_cannot_be_done_says_why_and_who_can(signed_in: SignedIn, world: World) -> None:
    ref = taken(received(at=hours_ago(5))[0], world.other_screener, at=hours_ago(4))
    page = words(signed_in(Role.SCREENING_WORKER).get(address("-decide", ref, number=1)))
    assert "This cannot be done now." in page
    assert "Who can: Rae Screener, or a manager." in page
    assert '<form method="post" action' not in page.split("<main")[1]


def test_nothing_is_chosen_beforehand_when_deciding(signed_in: SignedIn, ref: str) -> None:
    page = words(signed_in(Role.SCREENING_WORKER).get(address("-decide", ref, number=1)))
    assert "checked" not in page.split("<main")[1]


def test_the_decision_that_a_re_referral_follows_is_shown_and_stored(
    signed_in: SignedIn, world: World
) -> None:
    first = taken(received(at=hours_ago(24 * 60))[0], world.screener, at=hours_ago(24 * 60))
    settled(first, world, at=hours_ago(24 * 59))
    again = taken(received(at=hours_ago(5))[0], world.screener, at=hours_ago(4))
    client = signed_in(Role.SCREENING_WORKER)
    page = words(client.get(address("-decide", again, number=1)))
    assert "Re-referral: follows the decision of" in page
    assert "The reason for no-further-action." in page
    post(client, address("-decide", again, number=1), DECISION)
    decision = Decision.objects.get(child__contact__ref=again)
    assert decision.follows == Decision.objects.get(child__contact__ref=first, child__number=1)


def test_what_will_be_told_is_shown_before_it_is_told(signed_in: SignedIn, ref: str, world: World) -> None:
    settled(ref, world, at=hours_ago(3))
    client = signed_in(Role.SCREENING_WORKER)
    page = words(client.get(address("-tell", ref)))
    assert "We have acted on what you told us." in page
    post(client, address("-tell", ref), {"more": ""})
    told = client.get(address("", ref)).context["page"].thread[-1]
    assert told.text == Act.objects.get(kind=ActKind.TOLD).words


def test_a_post_from_another_site_does_nothing(signed_in: SignedIn, ref: str) -> None:
    answer = signed_in(Role.SCREENING_WORKER).post(address("-acknowledge", ref), {"words": "Hello."})
    assert answer.status_code == 403
    assert Contact.objects.get(ref=ref).acknowledged_at is None


def test_names_and_words_of_every_kind_are_shown_as_they_were_written(
    signed_in: SignedIn, world: World
) -> None:
    said = "<script>alert(1)</script> \u202eabc O'Neill 😟"
    ref = received(
        at=hours_ago(2), report=Report(worry=said), identity=Identity(name="Nguyễn <b>Łukasz</b>")
    )[0]
    page = words(signed_in(Role.SCREENING_WORKER).get(address("", ref)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202eabc O&#x27;Neill 😟" in page
    assert "Nguyễn &lt;b&gt;Łukasz&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_a_child_waiting_for_the_second_person_is_shown_waiting(
    signed_in: SignedIn, ref: str, world: World
) -> None:
    decided(ref, 1, "no-further-action", by=world.screener, at=hours_ago(2))
    page = words(signed_in(Role.MANAGER).get(address("", ref)))
    assert "Waiting for a second person" in page
    assert ChildState.PROPOSED.words in page.lower()
    assert address("-approve", ref, number=1) in page


@pytest.mark.parametrize("name", ["-ask", "-acknowledge", "-answer"])
def test_a_button_pressed_twice_writes_to_the_person_who_told_us_once(
    signed_in: SignedIn, world: World, name: str
) -> None:
    ref, code = received(at=hours_ago(5))
    write_to_us(code=code, words="Are you coming?", by=PUBLIC, at=hours_ago(4))
    client = signed_in(Role.SCREENING_WORKER)
    url = address(name, ref)
    mark = client.get(url).context["form"]["page"].value()
    pressed = [post(client, url, {"words": "We are.", "page": mark}) for _ in range(2)]
    assert [answer.status_code for answer in pressed] == [302, 302], (
        "the second is the first, and is no refusal"
    )
    thread = thread_of(about=Contact.objects.get(ref=ref).ledger_ref, viewer=world.screener)
    assert [message.words for message in thread] == ["Are you coming?", "We are."]
    assert Act.objects.filter(contact__ref=ref, by_ref=world.screener.ref).count() == 1


def test_other_words_from_the_same_page_are_another_question(
    signed_in: SignedIn, ref: str, world: World
) -> None:
    client = signed_in(Role.SCREENING_WORKER)
    mark = client.get(address("-ask", ref)).context["form"]["page"].value()
    for words_ in ("Which school?", "Which school, and which class?"):
        post(client, address("-ask", ref), {"words": words_, "page": mark})
    thread = thread_of(about=Contact.objects.get(ref=ref).ledger_ref, viewer=world.screener)
    assert [message.words for message in thread] == ["Which school?", "Which school, and which class?"]


BRAM = {
    "known_as": "Bram Testerly", "born_on-day": "4", "born_on-month": "5", "born_on-year": "2017", "age_words": "",
    "address": "12 Reed Lane, Fennmarsh FX1 2AB", "school": "", "more": "",
}  # fmt: skip


def test_what_is_known_about_a_child_is_corrected_from_what_is_there(signed_in: SignedIn, ref: str) -> None:
    client, where = signed_in(Role.CALL_HANDLER), address("-correct", ref, number=1)
    page = words(client.get(where))
    for there in ('value="Bram Testerly"', 'value="2017"', "12 Reed Lane, Fennmarsh FX1 2AB</textarea>"):
        assert there in page
    answers = {**BRAM, "known_as": "Abraham Testerly", "reason": "The school says so.", "read": "1"}
    assert "Say why it is corrected" in words(post(client, where, {**answers, "reason": ""}))
    assert "This says what was known already" in words(post(client, where, {**answers, **BRAM}))
    assert post(client, where, answers).status_code == 302
    shown = words(client.get(address("", ref)))
    assert "Corrected what is known for Abraham Testerly: name" in shown
    assert "The school says so." in shown
    assert "A colleague has changed this since you opened it" in words(
        post(client, where, {**answers, **BRAM})
    )
