"""Signing in: a password of one's own, a second step, and no way round either."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.world import World
from threshold.confidentiality.models import RefusedAct
from threshold.confidentiality.rules import SYSTEM, Role
from threshold.confidentiality.throttling import A_PERSON
from threshold.doors.staff.session import SEEN_AT, SIGNED_IN_AT
from threshold.referrals.actions.return_work import return_work
from threshold.staffing.actions.admit import NobodyByThatAddress, admit
from threshold.staffing.actions.choose_password import choose_password
from threshold.staffing.models import Admission, Worker
from threshold.staffing.rules import AbsenceKind

pytestmark = pytest.mark.django_db

EMAIL = "sky@fennmarsh.example"
STARTING, OWN = "marsh-heron-4471-begin", "wet grass under seven boots"
SIGN_IN, SECOND, PASSWORD = (
    "/staff/account/sign-in/",
    "/staff/account/second-step/",
    "/staff/account/password/",
)


@pytest.fixture
def worker(world: World) -> Worker:
    return Worker.objects.get(pk=world.screener.worker_id)


@pytest.fixture
def settled(worker: Worker) -> Worker:
    """A worker with a password of their own and an app."""
    choose_password(worker=worker.pk, password=OWN, by=SYSTEM, at=timezone.now())
    worker.refresh_from_db()
    TOTP.activate(worker, generate_totp_secret())
    return worker


def code_for(worker: Worker) -> str:
    app = Authenticator.objects.get(user=worker, type=Authenticator.Type.TOTP)
    return code_of(decrypt(app.data["secret"]))


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, password: str, *, email: str = EMAIL) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password})


def come_in(client: Client, worker: Worker) -> Client:
    assert sign_in(client, OWN)["Location"].startswith(f"{SECOND}authenticate/")
    assert client.post(f"{SECOND}authenticate/", {"code": code_for(worker)})["Location"] == "/staff/"
    return client


def test_a_new_worker_chooses_a_password_and_a_second_step_before_any_other_page(client, worker):
    admit(email=EMAIL, password=STARTING, by=SYSTEM, at=timezone.now())
    assert sign_in(client, STARTING)["Location"] == "/staff/"

    assert client.get("/staff/work/")["Location"] == PASSWORD
    assert client.get(SECOND)["Location"] == PASSWORD
    chosen = {"oldpassword": STARTING, "password1": OWN, "password2": OWN}
    assert client.post(PASSWORD, chosen)["Location"] == "/staff/"

    assert client.get("/staff/work/")["Location"] == SECOND
    page = client.get(f"{SECOND}totp/activate/")
    answer = client.post(f"{SECOND}totp/activate/", {"code": code_of(page.context["form"].secret)})
    assert answer["Location"] == f"{SECOND}recovery-codes/"
    assert client.get("/staff/work/").status_code == 200
    assert list(Admission.objects.values_list("kind", flat=True)) == ["admitted", "chose-password"]


def test_the_starting_password_cannot_be_kept(client, worker):
    admit(email=EMAIL, password=STARTING, by=SYSTEM, at=timezone.now())
    sign_in(client, STARTING)
    answer = client.post(PASSWORD, {"oldpassword": STARTING, "password1": STARTING, "password2": STARTING})
    assert "Choose a password that is not the one you have now." in answer.content.decode()


def test_an_app_that_is_set_up_is_asked_for_and_recovery_codes_work_once(client, settled):
    come_in(client, settled)
    assert client.get("/staff/work/").status_code == 200


def test_the_session_gets_a_new_number_when_somebody_comes_in(client, settled):
    client.get(SIGN_IN)
    sign_in(client, OWN)
    before = client.cookies["sessionid"].value
    client.post(f"{SECOND}authenticate/", {"code": code_for(settled)})
    assert client.cookies["sessionid"].value != before


def test_a_password_alone_opens_nothing(client, settled):
    sign_in(client, OWN)
    assert client.get("/staff/work/")["Location"].startswith(SIGN_IN)


def test_somebody_half_way_in_may_start_again(client, settled):
    sign_in(client, OWN)
    assert client.get(SIGN_IN)["Location"].startswith(f"{SECOND}authenticate/")
    client.post("/staff/account/sign-out/")
    assert client.get(SIGN_IN).status_code == 200


def test_a_session_from_before_the_second_step_has_to_show_it(client, worker):
    choose_password(worker=worker.pk, password=OWN, by=SYSTEM, at=timezone.now())
    sign_in(client, OWN)
    worker.refresh_from_db()
    TOTP.activate(worker, generate_totp_secret())

    assert client.get("/staff/work/")["Location"] == f"{SECOND}reauthenticate/"
    assert client.get(f"{SECOND}totp/activate/")["Location"] == f"{SECOND}reauthenticate/"
    client.post(f"{SECOND}reauthenticate/", {"code": code_for(worker)})
    assert client.get("/staff/work/").status_code == 200


def test_the_only_second_step_cannot_be_taken_away(client, settled):
    come_in(client, settled)
    client.post(f"{SECOND}totp/deactivate/")
    assert Authenticator.objects.filter(user=settled, type="totp").exists()


def test_the_secret_of_the_app_is_kept_sealed(settled):
    kept = Authenticator.objects.get(user=settled, type="totp").data["secret"]
    assert decrypt(kept) not in kept


@pytest.mark.parametrize("email", [EMAIL, "nobody@fennmarsh.example"])
def test_a_wrong_try_says_the_same_of_anybody_and_leaves_a_row(client, settled, email, as_owner):
    answer = sign_in(client, "not the password", email=email)
    assert "The e-mail address or the password is not right." in answer.content.decode()
    with as_owner():
        assert list(RefusedAct.objects.values_list("why", "route")) == [("WrongPassword", "account_login")]


@pytest.mark.parametrize("email", [EMAIL, "nobody@fennmarsh.example"])
def test_guessing_is_slowed_whether_or_not_there_is_such_a_person(client, settled, email):
    said = [sign_in(client, "not the password", email=email).content.decode() for _ in range(6)]
    assert "Too many wrong tries" not in said[4]
    assert "Too many wrong tries" in said[5]


def test_guessing_the_second_step_is_slowed(client, settled):
    sign_in(client, OWN)
    said = [
        client.post(f"{SECOND}authenticate/", {"code": "000000"}).content.decode()
        for _ in range(A_PERSON.at_once + 1)
    ]
    assert "That code is not right." in said[-2]
    assert "Too many wrong tries" in said[-1]


@pytest.mark.django_db(transaction=True)
def test_passwords_tried_at_the_same_moment_are_counted_one_by_one(settled):
    def guess(_: int) -> str:
        try:
            return str(sign_in(Client(), "not the password").content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(guess, range(A_PERSON.at_once + 7)))
    assert (
        sum("The e-mail address or the password is not right." in page for page in said) == A_PERSON.at_once
    )
    assert sum("Too many wrong tries" in page for page in said) == 7


def test_somebody_who_left_is_out_at_once(client, settled, world):
    come_in(client, settled)
    return_work(
        worker=settled.pk, kind=AbsenceKind.LEFT, until=None, reason="", by=world.manager, at=timezone.now()
    )
    assert client.get("/staff/work/")["Location"].startswith(SIGN_IN)
    assert sign_in(client, OWN)["Location"] == "/staff/account/inactive/"


@pytest.mark.parametrize(
    ("name", "ago", "because"),
    [
        (SEEN_AT, timedelta(minutes=31), "nothing was done for half an hour"),
        (SIGNED_IN_AT, timedelta(hours=10, minutes=1), "ten hours are enough for a day"),
    ],
)
def test_a_session_ends_and_what_was_typed_is_shown(signed_in, name, ago, because):
    client = signed_in(Role.SCREENING_WORKER)
    client.get("/staff/work/")
    session = client.session
    session[name] = (timezone.now() - ago).isoformat()
    session.save()

    page = client.get("/staff/find/")
    assert page["Location"].startswith(SIGN_IN), because


def test_what_was_typed_when_the_session_ended_is_shown_to_be_copied(signed_in):
    client = signed_in(Role.SCREENING_WORKER)
    token = client.get("/staff/find/").context["csrf_token"]
    session = client.session
    session[SEEN_AT] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()
    words = "The school rang and said that the younger one was not collected again."

    page = client.post("/staff/find/", {"known_as": words, "csrfmiddlewaretoken": token})
    assert page.status_code == 403
    assert words in page.content.decode()


def test_signing_out_takes_a_post(signed_in):
    client = signed_in(Role.SCREENING_WORKER)
    page = client.get("/staff/account/sign-out/")
    assert client.get("/staff/work/").status_code == 200
    client.post("/staff/account/sign-out/", {"csrfmiddlewaretoken": page.context["csrf_token"]})
    assert client.get("/staff/work/")["Location"].startswith(SIGN_IN)


def test_nobody_signs_up(client):
    assert client.get("/staff/account/signup/").status_code == 404


def test_an_operator_admits_only_somebody_who_works_here(world):
    with pytest.raises(NobodyByThatAddress):
        admit(email="nobody@fennmarsh.example", password=STARTING, by=SYSTEM, at=timezone.now())


def test_an_operator_takes_a_lost_second_step_away(settled):
    admit(email=EMAIL, password=STARTING, lost_second_step=True, by=SYSTEM, at=timezone.now())
    assert not Authenticator.objects.filter(user=settled).exists()


def test_the_key_of_the_app_is_a_picture_of_its_own(client, worker):
    choose_password(worker=worker.pk, password=OWN, by=SYSTEM, at=timezone.now())
    sign_in(client, OWN)
    client.get(f"{SECOND}totp/activate/")
    picture = client.get("/staff/app-picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
