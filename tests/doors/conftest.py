"""Somebody who is signed in, without a browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.world import World, a_world
from threshold.confidentiality.rules import Role
from threshold.doors.staff.session import SECOND_STEP
from threshold.staffing.models import Worker


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def signed_in(world: World) -> Callable[[Role], Client]:
    """Return a client as the worker with a role, past the password and the second step. CSRF is checked."""

    def as_role(role: Role) -> Client:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        worker = Worker.objects.get(pk=world.everyone[role].worker_id)
        worker.must_change_password, worker.password = False, "a digest that fits no password"
        worker.save()
        client.force_login(worker)
        session = client.session
        session[SECOND_STEP] = worker.pk
        session.save()
        return client

    return as_role
