"""The private database server: socket only, passwords, and a web role that owns nothing."""

import dataclasses
from pathlib import Path

import psycopg
import pytest
from django.db import ProgrammingError, connection

from tests.server import CLUSTER
from threshold.doors.console.cluster import (
    OWNER,
    SUPERUSER,
    WEB,
    Account,
    ClusterFailed,
    within_reach,
)
from threshold.doors.console.programs import NoServerPrograms, server_programs

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
def test_append_only_tables_are_empty_again_after_a_test_that_commits(run, as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_outbox")
        assert cursor.fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("insert into ledger_outbox (entry) values ('x')")
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("delete from ledger_outbox")


def test_programs_that_the_servers_account_cannot_reach_are_copied_with_their_libraries(tmp_path):
    programs = tmp_path / "site-packages/some_server/install/bin"
    programs.mkdir(parents=True)
    (programs / "initdb").touch()
    (tmp_path / "site-packages/some_server.libs").mkdir()
    tmp_path.chmod(0o700)
    nobody = Account(name="nobody", uid=65534, gid=65534)
    found = within_reach(programs, tmp_path / "home", nobody)
    assert found == tmp_path / "home/programs/some_server/install/bin"
    assert (found / "initdb").exists()
    assert (tmp_path / "home/programs/some_server.libs").exists()
    assert within_reach(programs, tmp_path / "home", None) == programs


def test_data_of_another_version_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/PG_VERSION").write_text("9\n")
    other = dataclasses.replace(CLUSTER, base=tmp_path)
    with pytest.raises(ClusterFailed, match=r"made by PostgreSQL 9; .*--afresh"):
        other.start()


def test_without_server_programs_it_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setenv("PGBIN", str(tmp_path))
    with pytest.raises(NoServerPrograms, match="make database"):
        server_programs()
