"""The database itself keeps what the models promise."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from threshold.ledger.operations import TRIGGER
from threshold.ledger.rows import Version

pytestmark = pytest.mark.django_db

VERSIONS = [model for model in apps.get_models() if issubclass(model, Version)]


def test_there_are_versions_to_look_at():
    assert len(VERSIONS) > 3


@pytest.mark.parametrize("model", VERSIONS, ids=lambda model: model._meta.db_table)
def test_every_table_of_versions_is_append_only(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [model._meta.db_table, f"{TRIGGER}%"],
        )
        assert cursor.fetchone()[0] >= 1


def test_the_web_role_owns_nothing_and_changes_no_version():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        for model in VERSIONS:
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [model._meta.db_table]
            )
            assert cursor.fetchone() == (False,), model


def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
