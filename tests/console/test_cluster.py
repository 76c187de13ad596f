"""The private database server: socket only, passwords, and a web role that owns nothing."""

from pathlib import Path

import psycopg
import pytest
from django.db import ProgrammingError, connection

from tests.server import CLUSTER
from threshold.doors.console.cluster import OWNER, SUPERUSER, WEB

pytestmark = pytest.mark.django_db


def test_the_server_listens_on_no_port():
    with connection.cursor() as cursor:
        cursor.execute("show listen_addresses")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize("role", [SUPERUSER, OWNER, WEB])
def test_nobody_comes_in_without_the_password(role):
    with pytest.raises(
        psycopg.OperationalError, match=r"no password supplied|password authentication failed"
    ):
        psycopg.connect(dbname="postgres", user=role, host=str(CLUSTER.base), password="wrong")


def test_the_passwords_are_in_a_file_only_its_owner_may_read():
    assert Path(CLUSTER.passwords).stat().st_mode & 0o777 == 0o600


def test_the_web_role_may_create_nothing():
    with psycopg.connect(CLUSTER.address(WEB)) as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("create table mine (id int)")


def test_the_owner_is_no_superuser():
    with psycopg.connect(CLUSTER.address(OWNER)) as owner:
        answer = owner.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    assert answer == (False,)


def test_tests_work_with_the_rights_of_the_web_role():
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (WEB,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["first", "second"])
def test_append_only_tables_are_empty_again_after_a_test_that_commits(run):
    with connection.cursor() as cursor:
        cursor.execute("insert into ledger_outbox (entry) values ('x')")
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("delete from ledger_outbox")
