"""Where an act comes from, which is the same for everything that one installation does."""

import os
from enum import StrEnum


class Origin(StrEnum):
    """Where an act comes from: somebody at work, or a demonstration."""

    LIVE = "live"
    DEMO = "demo"


HERE = Origin.DEMO if os.environ.get("THRESHOLD_DEMO") == "1" else Origin.LIVE
"""What this installation is: nothing that is done in a demonstration, by hand or by itself, may look live."""
