"""Every address says who may open it; one that does not is closed, and closed looks like absent."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import URLResolver, get_resolver

from threshold.confidentiality.addresses import ANYONE, declared, opens_to
from threshold.confidentiality.models import DayKey
from threshold.confidentiality.rules import STAFF_ROLES, Role


@pytest.fixture
def knock(client, settings):
    settings.ROOT_URLCONF = "tests.confidentiality.addresses"
    settings.VIEWER_FROM_REQUEST = "tests.confidentiality.addresses.viewer_of"
    settings.MIDDLEWARE = ["threshold.confidentiality.addresses.AddressPolicy"]
    settings.LOGIN_URL = "/login/"
    settings.UNDECLARED_ADDRESSES_CRASH = False
    client.raise_request_exception = False
    return lambda address, role=Role.PUBLIC: client.get(address, headers={"Knock": role.value})


def refusals(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT role, route, why FROM confidentiality_refusedact ORDER BY id")
        return cursor.fetchall()


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_an_address_open_to_anyone_lets_everyone_in_and_knows_who_they_are(knock, role):
    assert knock("/", role).content.decode() == role


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_an_address_lets_in_the_roles_it_names_and_no_others(knock, as_owner, role):
    answer = knock("/office/TH-1/", role)

    if role in {Role.MANAGER, Role.DIRECTOR}:
        assert answer.content == b"the office"
        assert refusals(as_owner) == []
    else:
        assert answer.status_code == 404
        assert refusals(as_owner) == [(role, "office", "Closed")]


@pytest.mark.django_db
def test_somebody_who_is_not_signed_in_is_asked_to(knock):
    answer = knock("/office/TH-1/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/login/?next=/office/TH-1/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/walled-up/", "/forgotten/"])
@pytest.mark.parametrize("role", list(Role))
def test_what_is_closed_or_not_declared_opens_to_nobody(knock, address, role):
    assert knock(address, role).status_code == 404


@pytest.mark.django_db
def test_a_test_run_hears_of_an_address_that_declares_nothing(knock, client, settings):
    settings.UNDECLARED_ADDRESSES_CRASH = True
    client.raise_request_exception = True

    with pytest.raises(ImproperlyConfigured, match="forgotten"):
        knock("/forgotten/", Role.MANAGER)


@pytest.mark.django_db
def test_other_peoples_addresses_are_declared_in_the_table(knock):
    assert knock("/login/").content == b"nobody declared this"


@pytest.mark.django_db
def test_closed_hidden_and_absent_are_answered_alike(knock):
    answers = [
        knock("/no-such-address/", Role.MANAGER),
        knock("/office/TH-1/", Role.SOCIAL_WORKER),
        knock("/record/hidden/", Role.MANAGER),
        knock("/record/absent/", Role.MANAGER),
        knock("/plain/", Role.MANAGER),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers.items()) for answer in answers}) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("how", "status", "why"), [("hidden", 404, "NotFound"), ("moved", 400, "MovedOn")])
def test_a_refusal_that_no_door_repeats_is_recorded_after_its_rollback(knock, as_owner, how, status, why):
    assert knock(f"/record/{how}/", Role.MANAGER).status_code == status

    assert refusals(as_owner) == [("manager", "record", why)]
    assert not DayKey.objects.exists()


def test_a_refused_address_is_recorded_by_its_name_and_never_with_what_is_in_it(knock, as_owner, db):
    knock("/office/Aisha-Khan/", Role.SOCIAL_WORKER)

    assert refusals(as_owner) == [("social-worker", "office", "Closed")]


def test_a_declaration_survives_being_wrapped():
    from django.views.decorators.http import require_POST

    @require_POST
    @opens_to(Role.MANAGER)
    def view(request): ...

    assert declared(view, "") == {Role.MANAGER}


def every_address(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_address(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else str(pattern.pattern), pattern.callback


def test_every_address_of_the_product_declares_who_may_open_it():
    # allauth brings addresses that we do not use; those are closed because nobody declares them.
    silent = [
        name
        for name, view in every_address(get_resolver("threshold.config.urls"))
        if declared(view, name) is None and not name.startswith(("account_", "mfa_"))
    ]

    assert silent == []


def test_nobody_signs_up():
    addresses = dict(every_address(get_resolver("threshold.config.urls")))

    for name, view in addresses.items():
        if "signup" in name or "email" in name or "reset" in name:
            assert not declared(view, name)
    assert declared(addresses["account_login"], "account_login") == ANYONE
