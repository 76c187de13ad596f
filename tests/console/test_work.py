"""The worker works on through whatever happens to the database."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from threshold.doors.console.cluster import WEB, private_cluster
from threshold.doors.console.demo import demo_environment

SECONDS = 90


@pytest.fixture
def installation():
    """A migrated installation of its own, whose database may be stopped, and its settings."""
    home = Path(tempfile.mkdtemp(prefix="threshold-"))
    cluster = private_cluster(home)
    cluster.start("fsync=off")
    environment = {**os.environ, **demo_environment(home, cluster, 1)}
    subprocess.run([sys.executable, "-m", "threshold.doors.console", "migrate"], env=environment, check=True)
    yield cluster, environment
    cluster.stop()
    shutil.rmtree(home)


def heartbeats_since(cluster, moment):
    try:
        with psycopg.connect(cluster.address(WEB)) as connection:
            asked = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > to_timestamp(%s)"
            return connection.execute(asked, [moment]).fetchone()[0]
    except psycopg.OperationalError:
        return 0


def wait_for_heartbeat(cluster, since):
    for _ in range(SECONDS * 2):
        if heartbeats_since(cluster, since):
            return True
        time.sleep(0.5)
    return False


def test_the_worker_comes_back_after_the_database_does(installation):
    cluster, environment = installation
    began = time.time()
    command = [sys.executable, "-m", "threshold.doors.console", "work"]
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert wait_for_heartbeat(cluster, began)
        cluster.stop()
        time.sleep(2)
        cluster.start("fsync=off")
        assert wait_for_heartbeat(cluster, time.time())
        assert worker.poll() is None
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
