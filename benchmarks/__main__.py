"""Run the benchmarks: `make bench`, or `make bench ONLY=name`."""

import argparse
import importlib
import sys

from benchmarks.rows import keep

BENCHMARKS = ("submissions", "worklist", "ledger")


def main() -> int:
    """Run what was asked for, print each row, and keep the rows in benchmarks/latest.json."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="?", choices=BENCHMARKS, help="one benchmark; all of them without it")
    asked = parser.parse_args()
    for name in [asked.only] if asked.only else BENCHMARKS:
        rows = importlib.import_module(f"benchmarks.{name}").run()
        for row in rows:
            print(row.line, flush=True)
        keep(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
