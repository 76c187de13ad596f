"""The settings of a version that comes after this one: it brings a migration of its own."""

from threshold.config.settings import *  # noqa: F403
from threshold.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.machines.nextversion"]
