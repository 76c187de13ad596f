"""Makes `python -m threshold.doors.console` the same as `threshold`."""

import sys

from threshold.doors.console import main

if __name__ == "__main__":
    sys.exit(main())
