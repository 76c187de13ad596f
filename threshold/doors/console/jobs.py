"""Work done on a schedule. The time is read here, as at every door, and passed on.

A job is given nothing: what there is to do lies in the tables, so a job lost is a job done a moment later.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import connections
from django.utils import timezone
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from threshold.confidentiality.rules import SYSTEM
from threshold.evidence.actions.sweep import sweep
from threshold.messages.actions.deliver import deliver
from threshold.referrals.actions.escalate import escalate
from threshold.referrals.actions.expire_drafts import expire_drafts
from threshold.referrals.actions.follow_calendar import follow_calendar
from threshold.referrals.actions.raise_alerts import raise_alerts
from threshold.referrals.actions.return_lapsed import return_lapsed
from threshold.staffing.queries import NotConfigured, configuration
from threshold.upkeep.actions.watch import watch

EVERY_TEN_SECONDS = "* * * * * */10"
EVERY_MINUTE = "* * * * *"
EVERY_HOUR = "7 * * * *"
EVERY_NIGHT = "23 3 * * *"

KEEP_FAILED_HOURS = 30 * 24
STRAY_AFTER = timedelta(days=1)

Work = Callable[[], None]


def on_schedule(cron: str) -> Callable[[Work], Work]:
    """Do the work at each time that `cron` names, unless the time before it still waits."""

    def scheduled(work: Work) -> Work:
        def job(timestamp: int) -> None:
            try:
                configuration(viewer=SYSTEM)
                work()
            except NotConfigured:
                return
            finally:
                # Each job may run in another thread, whose connection nobody would close.
                connections.close_all()

        name = work.__name__
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(job))
        return work

    return scheduled


@on_schedule(EVERY_TEN_SECONDS)
def send_what_waits() -> None:
    """Hand every e-mail and text that is due to its carrier."""
    while deliver(by=SYSTEM, at=timezone.now()):
        pass


@on_schedule(EVERY_MINUTE)
def alert_the_next_person() -> None:
    """Send an alert that nobody has seen in time to the next person on call."""
    raise_alerts(by=SYSTEM, at=timezone.now())


@on_schedule(EVERY_MINUTE)
def return_what_nobody_accepted() -> None:
    """Give back to duty what was offered and not accepted in time."""
    while return_lapsed(by=SYSTEM, at=timezone.now()):
        pass


@on_schedule(EVERY_MINUTE)
def record_dates_gone_by() -> None:
    """Record once each date that came near or went by, and tell the people whose concern it is."""
    escalate(by=SYSTEM, at=timezone.now())


@on_schedule(EVERY_MINUTE)
def watch_over_everything() -> None:
    """Tell administrators once when something that should be at work is not."""
    watch(by=SYSTEM, at=timezone.now())


@on_schedule(EVERY_HOUR)
def throw_away_old_drafts() -> None:
    """Delete drafts whose time has passed, with their files."""
    while expire_drafts(by=SYSTEM, at=timezone.now()):
        pass


@on_schedule(EVERY_HOUR)
def count_again_after_a_new_calendar() -> None:
    """Move the clocks that a newer calendar of holidays gives another date; usually there are none."""
    follow_calendar(by=SYSTEM, at=timezone.now())


@on_schedule(EVERY_NIGHT)
def clear_stray_files() -> None:
    """Delete sealed files that no row knows."""
    sweep(before=timezone.now() - STRAY_AFTER)


@app.periodic(cron=EVERY_NIGHT)
@app.task(queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete what is left of jobs that failed a month ago."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_FAILED_HOURS, remove_failed=True)
