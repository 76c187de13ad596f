"""Who may open what: every address of the project, for every role, in every state a contact can be in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.world import World, a_draft
from threshold.clocks.models import Clock
from threshold.confidentiality.addresses import declared
from threshold.confidentiality.models import RefusedAct
from threshold.confidentiality.rules import CASE_ROLES, DECIDING_ROLES, PUBLIC, STAFF_ROLES, Role
from threshold.referrals.actions.accept import accept
from threshold.referrals.actions.decide import decide
from threshold.referrals.actions.note_opening import note_opening
from threshold.referrals.actions.save_draft import save_draft
from threshold.referrals.actions.send import send
from threshold.referrals.models import Contact
from threshold.referrals.rules.codes import new_code

pytestmark = pytest.mark.django_db

ANYONE = frozenset(Role)
STAFF, CASES, DECIDING = STAFF_ROLES, CASE_ROLES, DECIDING_ROLES
MANAGER, ADMINISTRATOR = frozenset({Role.MANAGER}), frozenset({Role.ADMINISTRATOR})
ABOVE = frozenset({Role.MANAGER, Role.DIRECTOR})

TABLE = {
    "design:council": ANYONE,
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": STAFF,
    "account_change_password": STAFF,
    "mfa_index": STAFF,
    "mfa_authenticate": ANYONE,
    "mfa_reauthenticate": STAFF,
    "mfa_activate_totp": STAFF,
    "mfa_deactivate_totp": STAFF,
    "mfa_view_recovery_codes": STAFF,
    "mfa_generate_recovery_codes": STAFF,
    "mfa_download_recovery_codes": STAFF,
    "mfa_list_webauthn": STAFF,
    "mfa_add_webauthn": STAFF,
    "mfa_reauthenticate_webauthn": STAFF,
    "mfa_remove_webauthn": STAFF,
    "mfa_edit_webauthn": STAFF,
    "mfa_login_webauthn": ANYONE,
    "staff:home": STAFF,
    "staff:worklist": CASES,
    "staff:to-agree": CASES,
    "staff:unidentified": CASES,
    "staff:search": CASES,
    "staff:alerts": CASES,
    "staff:alert-seen": CASES,
    "staff:team": MANAGER,
    "staff:presence": MANAGER,
    "staff:overview": ABOVE,
    "staff:configuration": ADMINISTRATOR,
    "staff:health": ADMINISTRATOR,
    "staff:app-picture": STAFF,
    "staff:contact": CASES,
    "staff:contact-accept": DECIDING,
    "staff:contact-hand-over": DECIDING,
    "staff:contact-hand-back": DECIDING,
    "staff:contact-see-alert": CASES,
    "staff:contact-acknowledge": CASES,
    "staff:contact-identify": CASES,
    "staff:contact-respond": DECIDING,
    "staff:contact-ask": CASES,
    "staff:contact-answer": CASES,
    "staff:contact-screen": DECIDING,
    "staff:contact-tell": DECIDING,
    "staff:contact-not-tell": DECIDING,
    "staff:contact-transfer": DECIDING,
    "staff:contact-add": CASES,
    "staff:contact-close": DECIDING,
    "staff:contact-decide": DECIDING,
    "staff:contact-approve": ABOVE,
    "staff:contact-finish-assessment": DECIDING,
    "staff:contact-reopen": DECIDING,
    "staff:contact-correct": CASES,
    "staff:contact-clock": CASES,
    "staff:contact-clock-move": DECIDING,
    **dict.fromkeys(
        (
            "public:start", "public:begin", "public:privacy", "public:accessibility", "public:about",
            "public:come_back", "public:leave", "public:left", "public:deleted", "public:code", "public:go_on",
            "public:delete", "public:children", "public:child", "public:remove_child", "public:elsewhere",
            "public:ledger", "public:ledger_checkpoint", "public:ledger_printed", "public:ledger_key",
            "public:ledger_tile", "public:files", "public:remove_file",
            "public:danger", "public:check", "public:receipt",
            "public:receipt_pdf", "public:receipt_file", "public:proof_pdf",
            "public:kept", "public:report", "public:write",
            "public:why_late", "public:who_i_am", "public:say_who", "public:question",
        ),
        ANYONE,
    ),
}  # fmt: skip

# Codes and times that differ from page to page.
TOKENS = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
# Who looked and who was refused is written down when somebody looks; the library keeps its challenges in the session.
WRITTEN_BY_LOOKING = {"Read", "RefusedAct", "DayKey", "Guess", "Session"}


@dataclass(frozen=True)
class Address:
    """One address of the project: what answers it, and the names of what it holds."""

    view: Callable[..., HttpResponse]
    holds: frozenset[str]


def addresses(
    resolver: URLResolver | None = None, within: str = "", holds: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Address]]:
    """Yield every address of the project with its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        held = holds | set(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inside = f"{within}{pattern.namespace}:" if pattern.namespace else within
            yield from addresses(pattern, inside, held)
        else:
            yield f"{within}{pattern.name}", Address(pattern.callback, held)


EVERY = dict(addresses())


@pytest.mark.parametrize("name", EVERY)
def test_every_address_declares_who_may_open_it_as_the_table_says(name):
    view = EVERY[name].view
    assert declared(view, name) is not None, "closed to everybody until it says whom it is for"
    assert declared(view, name) == TABLE[name]


def test_no_view_forgets_its_route(world):
    assert len(EVERY) == len(list(addresses())), "two addresses share a name"


@pytest.fixture
def states(world: World) -> dict[str, str]:
    """One contact in each state, all with the front door."""
    refs = {state: _sent() for state in ("waiting", "taken", "waiting for a second person")}
    for state in ("taken", "waiting for a second person"):
        accept(ref=refs[state], by=world.screener, at=timezone.now() - timedelta(hours=2))
    decide(
        ref=refs["waiting for a second person"], number=1, outcome="no-further-action", level="2",
        criterion="none", reason="Written down.", by=world.screener, at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    closed = Contact.objects.get(ref=_sent())
    now = timezone.now()
    Contact.objects.filter(pk=closed.pk).update(
        state="closed", closed_at=now, told_at=now, next_at=None, next_duty="", accept_by=None
    )
    # Opening a contact for the first time is told to whoever sent it; here all have been opened.
    for ref in (*refs.values(), closed.ref):
        note_opening(ref=ref, by=world.screener, at=timezone.now())
    return {**refs, "closed": closed.ref}


def _sent() -> str:
    code, at = new_code(), timezone.now() - timedelta(hours=3)
    save_draft(code=code, draft=a_draft(), by=PUBLIC, at=at)
    return send(code=code, by=PUBLIC, at=at).ref


def address_of(name: str, *, ref: str, world: World) -> str:
    contact = Contact.objects.filter(ref=ref).first()
    clock = Clock.objects.filter(about=contact.ledger_ref).first() if contact else None
    known = {
        "ref": ref,
        "number": 1,
        "worker": world.other_screener.worker_id,
        "clock": clock.id if clock else uuid4(),
        "pk": 1,
        "page": "worry",
        "address": "tile/0/000",
        "storage": uuid4(),
    }
    return reverse(name, kwargs={each: known[each] for each in EVERY[name].holds})


def bare(answer: HttpResponse) -> tuple[int, bytes]:
    return answer.status_code, TOKENS.sub(rb"\1", answer.content)


STAFF_ADDRESSES = [name for name, who in TABLE.items() if who != ANYONE]
OF_A_CONTACT = [name for name in STAFF_ADDRESSES if name.startswith("staff:contact")]
# What the library answers as absent to somebody who has no such thing.
THEIRS_TO_HAVE = {
    "account_reauthenticate",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_remove_webauthn",
    "mfa_edit_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_each_role_opens_what_is_theirs_and_the_rest_is_absent(role, signed_in, world, states, as_owner):
    client = signed_in(Role(role))
    absent = bare(client.get("/staff/there-is-no-such-page/"))
    assert absent[0] == 404
    before, refused = everything(as_owner), 0
    for state, ref in states.items():
        for name in STAFF_ADDRESSES if state == "waiting" else OF_A_CONTACT:
            answer = client.get(address_of(name, ref=ref, world=world))
            if role not in TABLE[name] or hidden(role, name):
                assert bare(answer) == absent, (name, state)
                refused += 1
            elif name not in THEIRS_TO_HAVE:
                assert answer.status_code in {200, 302, 405}, (name, state, answer.status_code)
    assert everything(as_owner) == before, "looking changed something"
    with as_owner():
        assert RefusedAct.objects.count() == refused


def hidden(role: str, name: str) -> bool:
    """Return whether the address shows a contact of a team that a social worker is not in."""
    return role == Role.SOCIAL_WORKER and name in OF_A_CONTACT


@pytest.mark.parametrize("name", OF_A_CONTACT)
def test_a_contact_that_is_not_there_looks_like_one_that_is_hidden(name, signed_in, world):
    client = signed_in(Role.MANAGER)
    there_is_none = client.get(address_of(name, ref="ZZZZZZZZ", world=world))
    if there_is_none.status_code != 405:
        assert bare(there_is_none) == bare(client.get("/staff/there-is-no-such-page/"))


@pytest.mark.parametrize("name", STAFF_ADDRESSES)
def test_somebody_who_is_not_signed_in_is_asked_to(name, client, world):
    answer = client.get(address_of(name, ref="ZZZZZZZZ", world=world))
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in EVERY if name != "design:council"])
def test_nothing_is_posted_from_elsewhere(name, signed_in, world):
    answer = signed_in(Role.MANAGER).post(address_of(name, ref="ZZZZZZZZ", world=world), {})
    assert answer.status_code == 403


def test_an_administrator_reads_no_case(signed_in, world, states):
    client: Client = signed_in(Role.ADMINISTRATOR)
    for ref in states.values():
        for name in OF_A_CONTACT:
            assert client.get(address_of(name, ref=ref, world=world)).status_code == 404


def everything(as_owner: Callable[[], object]) -> dict[str, str]:
    """Return a digest of every table that looking has no business with."""
    found = {}
    with as_owner():  # type: ignore[attr-defined]
        for model in apps.get_models():
            if (
                model._meta.managed
                and model.__name__ not in WRITTEN_BY_LOOKING
                and "threshold" in model.__module__
            ):
                rows = repr(list(model._default_manager.order_by("pk").values_list()))
                found[model.__name__] = sha256(rows.encode()).hexdigest()
    return found
