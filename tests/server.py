"""Settings for the test run, made before Django reads them, and the server they name."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from threshold.doors.console.cluster import SUPERUSER, private_cluster

FOLDER = Path(tempfile.mkdtemp(prefix="threshold-"))
CLUSTER = private_cluster(FOLDER)
WITHOUT_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

os.environ.update(
    THRESHOLD_DATABASE_URL=CLUSTER.address(SUPERUSER),
    THRESHOLD_SECRET_KEY="for tests only",
    THRESHOLD_KEYS_DIR=str(FOLDER / "keys"),
    THRESHOLD_FILES_DIR=str(FOLDER / "files"),
    THRESHOLD_HOSTS="testserver,localhost,127.0.0.1",
    THRESHOLD_PLAIN_HTTP="1",
    THRESHOLD_STATIC_PLAIN="1",
    # Playwright runs an event loop in the test's thread, where Django would refuse the database.
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
for name in ("keys", "files"):
    (FOLDER / name).mkdir(mode=0o700)


def start() -> None:
    """Start the server of this run."""
    CLUSTER.start(*WITHOUT_SAFETY)


@atexit.register
def stop() -> None:
    """Stop the server, if it was started, and take everything away."""
    if CLUSTER.data.exists():
        CLUSTER.stop()
    shutil.rmtree(FOLDER, ignore_errors=True)
