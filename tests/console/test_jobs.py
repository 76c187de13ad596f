"""Every job on the schedule does its work with the rights of the web role, given nothing but the time."""

import time

import pytest
from procrastinate.testing import InMemoryConnector

from tests.world import a_world
from threshold.doors.console.jobs import app

EXPECTED = {
    "send_what_waits",
    "alert_the_next_person",
    "return_what_nobody_accepted",
    "record_dates_gone_by",
    "watch_over_everything",
    "throw_away_old_drafts",
    "count_again_after_a_new_calendar",
    "clear_stray_files",
}


def scheduled():
    return {each.task.name for each in app.periodic_registry.periodic_tasks.values()}


def run(name):
    """Run one job as the worker would, and return how it ended."""
    connector = InMemoryConnector()
    with app.replace_connector(connector) as here:
        here.tasks[name].defer(timestamp=int(time.time()))
        here.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        return [job["status"] for job in connector.jobs.values() if job["task_name"] == name]


def test_everything_that_is_due_later_is_on_the_schedule():
    assert scheduled() >= EXPECTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_job_does_its_work(name):
    a_world()
    assert "succeeded" in run(name)


@pytest.mark.django_db(transaction=True)
def test_before_there_is_a_configuration_a_job_has_nothing_to_do():
    assert "succeeded" in run("alert_the_next_person")
