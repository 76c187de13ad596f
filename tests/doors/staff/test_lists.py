"""The lists as pages: each opens for those it is for, and what is done there is done by post."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.world import World, a_draft, a_world
from threshold.clocks.models import Clock
from threshold.confidentiality.rules import PUBLIC, Role
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Alarm, Contact
from threshold.referrals.rules.codes import new_code
from threshold.referrals.rules.report import Report
from threshold.referrals.rules.words import Teller
from threshold.staffing.models import Worker

pytestmark = pytest.mark.django_db


def a_contact(**changes: object) -> str:
    code, at = new_code(), timezone.now() - timedelta(hours=3)
    save_draft(code=code, draft=a_draft(**changes), by=PUBLIC, at=at)
    return send(code=code, by=PUBLIC, at=at).ref


def dangerous() -> dict[str, object]:
    return {"report": Report(teller=Teller.PUBLIC, worry="He is hitting her now.", safe_now="no")}


def words(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        (Role.SCREENING_WORKER, "/staff/work/"),
        (Role.MANAGER, "/staff/work/"),
        (Role.DIRECTOR, "/staff/overview/"),
        (Role.ADMINISTRATOR, "/staff/configuration/"),
    ],
)
def test_each_roles_day_begins_where_its_work_is(signed_in, role, begins):
    client = signed_in(role)
    assert client.get("/staff/")["Location"] == begins
    assert client.get(begins).status_code == 200


def test_the_worklist_names_no_child_in_an_address_and_links_each_contact(signed_in):
    ref = a_contact()
    page = signed_in(Role.SCREENING_WORKER).get("/staff/work/?whose=nobodys")
    assert "Bram Testerly and the little one" in words(page)
    assert f"/staff/contacts/{ref}/" in words(page)


def test_the_worklist_takes_at_most_fifteen_queries(signed_in):
    client = signed_in(Role.SCREENING_WORKER)
    for _ in range(3):
        a_contact()
    client.get("/staff/work/?whose=team")
    with CaptureQueriesContext(connection) as seen:
        client.get("/staff/work/?whose=team")
    assert len(seen) <= 15


@pytest.mark.parametrize(
    "asked",
    [
        "from=after-x-y",
        "from=before-99999999999999999999-1",
        "whose=everybody",
        "state=gone",
        "late=maybe",
        "from=%00",
    ],
)
def test_an_address_that_says_nonsense_shows_the_list_from_its_beginning(signed_in, asked):
    assert signed_in(Role.SCREENING_WORKER).get(f"/staff/work/?{asked}").status_code == 200


def test_a_team_that_is_not_there_is_absent(signed_in):
    assert signed_in(Role.SCREENING_WORKER).get("/staff/work/?whose=team&team=nowhere").status_code == 404


def test_searching_is_posted_and_a_refusal_keeps_what_was_typed(signed_in):
    a_contact()
    client = signed_in(Role.SCREENING_WORKER)
    token = client.get("/staff/find/").context["csrf_token"]

    page = client.post("/staff/find/", {"known_as": "Bram Testerly", "csrfmiddlewaretoken": token})
    assert "Give a reference, or two facts about the child" in words(page)
    assert 'value="Bram Testerly"' in words(page)

    page = client.post(
        "/staff/find/", {"known_as": "Bram Testerly", "postcode": "FX1 2AB", "csrfmiddlewaretoken": token}
    )
    assert "1 found" in words(page)


def test_an_alert_is_seen_by_a_post(signed_in):
    ref = a_contact(**dangerous())
    client = signed_in(Role.MANAGER)
    page = client.get("/staff/alerts/")
    assert "Not seen for 3 hours" in words(page)
    assert client.get(f"/staff/alerts/{ref}/seen/").status_code == 405

    client.post(f"/staff/alerts/{ref}/seen/", {"csrfmiddlewaretoken": page.context["csrf_token"]})
    assert Alarm.objects.get().seen_at
    assert "Every alert has been seen" in words(client.get("/staff/alerts/"))


def test_a_manager_records_that_somebody_is_away_and_their_work_returns(signed_in, world: World):
    ref = a_contact()
    Contact.objects.filter(ref=ref).update(
        owner=world.other_screener.worker_id, accept_by=None, unowned_since=None
    )
    client = signed_in(Role.MANAGER)
    address = f"/staff/team/{world.other_screener.worker_id}/"
    page = client.get(address)
    assert "They hold 1 open contact now" in words(page)

    token = page.context["csrf_token"]
    page = client.post(address, {"csrfmiddlewaretoken": token})
    assert "Say whether they are away, back or have left" in words(page)
    answer = client.post(address, {"kind": "away", "reason": "annual leave", "csrfmiddlewaretoken": token})

    assert answer["Location"] == "/staff/team/?team=door"
    assert Contact.objects.get(ref=ref).owner_id is None
    assert "Away" in words(client.get(answer["Location"]))


def test_a_manager_records_that_somebody_left(signed_in, world: World):
    client = signed_in(Role.MANAGER)
    address = f"/staff/team/{world.other_screener.worker_id}/"
    token = client.get(address).context["csrf_token"]
    client.post(address, {"kind": "left", "csrfmiddlewaretoken": token})
    assert not Worker.objects.get(pk=world.other_screener.worker_id).is_active
    assert client.get(address).status_code == 404


def test_an_administrator_sees_the_setting_up_and_no_case(signed_in):
    ref = a_contact()
    client = signed_in(Role.ADMINISTRATOR)
    page = words(client.get("/staff/configuration/"))
    assert "Fennmarsh Borough Council" in page
    assert "Holidays known until" in page
    assert ref not in page
    assert client.get(f"/staff/contacts/{ref}/").status_code == 404
    assert client.get("/staff/work/").status_code == 404


@pytest.mark.parametrize("address", ["/staff/work/second-person/", "/staff/work/unidentified/"])
def test_lists_of_one_kind_open(signed_in, address):
    a_contact()
    assert signed_in(Role.MANAGER).get(address).status_code == 200


def test_who_is_told_as_a_date_comes_near_is_shown_with_the_councils_own_reason(signed_in, world):
    own = {
        "duty": "decision", "point": "very-late", "tells": "manager", "after": 3, "unit": "hours",
        "reason": "Agreed with the board.",
    }  # fmt: skip
    a_world(changed={"escalations": [own]})
    page = words(signed_in(Role.ADMINISTRATOR).get("/staff/configuration/"))
    for shown in ("3 hours after it was due", "Agreed with the board.", "As suggested: no law says so"):
        assert shown in page
    ref = a_contact()
    contact = Contact.objects.get(ref=ref)
    clock = Clock.objects.filter(about=contact.ledger_ref, duty="decision")[0]
    page = words(signed_in(Role.SCREENING_WORKER).get(f"/staff/contacts/{ref}/clocks/{clock.pk}/"))
    for shown in ("3 hours after it was due: the manager", "Agreed with the board."):
        assert shown in page
    other = Clock.objects.get(about=contact.ledger_ref, duty="acknowledgement")
    page = words(signed_in(Role.SCREENING_WORKER).get(f"/staff/contacts/{ref}/clocks/{other.pk}/"))
    assert "2 working days after it was due: the director" in page
    assert "Agreed with the board." not in page
