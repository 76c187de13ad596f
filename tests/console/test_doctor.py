"""What doctor finds, and that nothing unsafe is served."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.db import connection

from tests import server
from threshold.doors.console import checkup, main
from threshold.doors.console.serve import NotFitToServe, refuse_what_is_unsafe


def said(found):
    return " ".join(str(finding) for finding in found)


@pytest.fixture
def deployed(settings, tmp_path, monkeypatch):
    """Settings in which nothing is wrong."""
    (tmp_path / "staticfiles.json").touch()
    monkeypatch.setenv("THRESHOLD_SMTP_URL", "smtp://mail.example.org")
    settings.SECRET_KEY = "s" * 50
    settings.ALLOWED_HOSTS = ["worried.example.org"]
    settings.PLAIN_HTTP = False
    settings.DEMO = False
    settings.STATIC_ROOT = tmp_path
    settings.TEXT_SERVICE_URL = "https://text.example.org"
    settings.PUBLIC_ADDRESS = "https://worried.example.org/"
    settings.DEFAULT_FROM_EMAIL = "front-door@example.org"
    return settings


def test_nothing_is_wrong_with_settings_that_are_complete(deployed):
    assert list(checkup.in_settings()) == []


@pytest.mark.parametrize(
    ("name", "value", "word", "forbids"),
    [
        ("SECRET_KEY", "not-a-secret: threshold doctor says how to make one", "secret", True),
        ("SECRET_KEY", "short", "secret", True),
        ("ALLOWED_HOSTS", [], "THRESHOLD_HOSTS", True),
        ("ALLOWED_HOSTS", ["*"], "THRESHOLD_HOSTS", True),
        ("DEBUG", True, "DEBUG", True),
        ("PLAIN_HTTP", True, "encryption", True),
        ("TEXT_SERVICE_URL", "", "THRESHOLD_TEXT_URL", False),
        ("DEFAULT_FROM_EMAIL", "front-door@threshold.invalid", "THRESHOLD_MAIL_FROM", False),
        ("PUBLIC_ADDRESS", "http://localhost/", "THRESHOLD_PUBLIC_ADDRESS", False),
    ],
)
def test_each_setting_that_is_missing_or_unsafe_is_found_with_how_to_mend_it(
    deployed, name, value, word, forbids
):
    setattr(deployed, name, value)
    (finding,) = checkup.in_settings()
    assert word in str(finding)
    assert finding.mend
    assert finding.forbids_serving is forbids


def test_a_missing_mail_server_is_found(deployed, monkeypatch):
    monkeypatch.delenv("THRESHOLD_SMTP_URL")
    assert "THRESHOLD_SMTP_URL" in said(checkup.in_settings())


def test_missing_styles_are_found(deployed, tmp_path):
    (tmp_path / "staticfiles.json").unlink()
    assert "make assets" in said(checkup.in_settings())


def test_folders_that_are_private_and_ours_are_right():
    assert list(checkup.in_folders()) == []


@pytest.mark.parametrize(
    ("folder", "mode"), [("KEYS_DIR", 0o750), ("FILES_DIR", 0o770), ("FILES_DIR", 0o707)]
)
def test_a_folder_that_others_can_get_at_is_found(settings, tmp_path, folder, mode):
    opened = tmp_path / "opened"
    opened.mkdir()
    opened.chmod(mode)
    setattr(settings, folder, opened)
    assert "chmod 700" in said(checkup.in_folders())


def test_a_folder_that_is_not_there_is_found(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "gone"
    assert "threshold keys" in said(checkup.in_folders())


def test_keys_beside_the_files_they_open_are_found(settings, tmp_path):
    settings.FILES_DIR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    assert "The keys lie in the folder of the files they open" in said(checkup.in_folders())


@pytest.mark.parametrize(
    ("today", "alarms", "because"),
    [
        (date(2027, 12, 31), False, "the holidays are known for twelve months more"),
        (date(2028, 1, 2), True, "they are known for less than twelve months"),
    ],
)
def test_the_holiday_horizon_alarms_at_twelve_months(today, alarms, because):
    assert bool(list(checkup.in_calendars(today=today))) is alarms, because


@pytest.mark.django_db
def test_a_test_server_that_writes_down_late_would_never_be_served_from():
    found = said(checkup.in_database())
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert f"({setting} is off)" in found


@pytest.mark.django_db
def test_a_role_that_may_do_anything_and_owns_tables_is_found(as_owner):
    assert "may do anything" not in said(checkup.in_database())
    assert "owns tables" not in said(checkup.in_database())
    with as_owner():
        found = said(checkup.in_database())
    assert "may do anything" in found
    assert "owns tables" in found
    assert "may change what is append-only" in found


@pytest.mark.django_db
def test_a_database_that_was_not_migrated_is_found(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'referrals'")
    found = list(checkup.in_database())
    assert "threshold migrate" in said(found)


@pytest.mark.django_db
def test_a_database_that_a_newer_version_migrated_is_found(as_owner):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('referrals', '0099_of_a_newer_version', now())"
        )
    found = list(checkup.in_database())
    assert "newer version than this one" in said(found)
    assert any(each.forbids_serving for each in found if "newer version" in each.what)


@pytest.mark.django_db
def test_an_absent_worker_and_an_absent_configuration_are_found():
    found = said(checkup.at_work())
    assert "No worker is running" in found
    assert "threshold configure" in found


@pytest.mark.django_db
def test_what_is_unsafe_is_not_served():
    with pytest.raises(NotFitToServe, match="not safe to serve"):
        refuse_what_is_unsafe()


def run_threshold(*words, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("THRESHOLD_")}
    return subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", *words],
        env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_serve_refuses_default_secrets_and_says_what_to_do():
    done = run_threshold("serve", THRESHOLD_DATABASE_URL=f"host={server.FOLDER} user=nobody")
    assert done.returncode == 1
    assert "THRESHOLD_SECRET_KEY" in done.stderr


def test_another_web_server_is_refused_default_secrets_too():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("THRESHOLD_")}
    done = subprocess.run(
        [sys.executable, "-c", "import threshold.config.wsgi"],
        env={**clean, "DJANGO_SETTINGS_MODULE": "threshold.config.settings"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "THRESHOLD_SECRET_KEY is not set" in done.stderr


def test_doctor_without_a_database_says_so_and_exits_with_2():
    done = run_threshold("doctor", THRESHOLD_DATABASE_URL=f"host={server.FOLDER} user=nobody")
    assert done.returncode == 2
    assert "The database does not answer" in done.stdout


@pytest.mark.parametrize(
    "command",
    [[], ["serve"], ["work"], ["demo"], ["migrate"], ["doctor"], ["configure"], ["keys"], ["admit"]],
)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    assert len(capsys.readouterr().out) > 100


def test_a_key_and_a_database_in_the_same_hands_are_found(settings, tmp_path):
    key = tmp_path / "ledger.key"
    assert list(checkup.in_custody()) == []
    settings.LEDGER_KEY = str(key)
    assert list(checkup.in_custody()) == []
    key.touch()

    (found,) = checkup.in_custody()

    assert not found.forbids_serving
    assert "keep-the-ledger" in found.mend
