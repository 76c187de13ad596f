"""The storm: reports are sent while everything is killed with signal 9 at random moments, round after round.

After each round, with everything started again, all of it is looked at. The seed says which parts are killed, after
how many references and for how long they stay away; a round takes at most five minutes, usually less than one.
"""

import argparse
import random
import secrets
import sys
import time
from collections import Counter

from benchmarks.place import Place, an_installation
from tests.storm.asking import Found, look
from tests.storm.rounds import Went, plan, storm
from tests.violence import PARTS, Victim, prepared

KILLS = 8


def main() -> int:
    """Run the storm and return 0 if everything held."""
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--seed", type=int, help="as printed by the run to be repeated")
    parser.add_argument("--rounds", type=int, default=10, help="default %(default)s")
    parser.add_argument(
        "--reports", type=int, default=2_000, help="in all rounds together, default %(default)s"
    )
    asked = parser.parse_args()
    seed = secrets.randbelow(10**9) if asked.seed is None else asked.seed
    print(
        f"seed {seed}: {asked.reports} reports in {asked.rounds} rounds, {KILLS} blows and more in each",
        flush=True,
    )
    began = time.monotonic()
    with an_installation() as place:
        whole = run(place, seed=seed, rounds=asked.rounds, reports=asked.reports)
    print(f"{'everything held' if whole else 'SOMETHING DID NOT HOLD'}; seed {seed}; ", end="")
    print(f"{time.monotonic() - began:.0f} seconds in all")
    return 0 if whole else 1


def run(place: Place, *, seed: int, rounds: int, reports: int) -> bool:
    """Run the rounds in the installation, print a line for each, and return whether everything held."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    victim = Victim(place)
    ready = prepared(place, reports)
    victim.start(*(part for part in PARTS if part != "database"))
    shown: list[str] = []
    whole = True
    each = reports // rounds
    print(HEADING, flush=True)
    try:
        for number in range(rounds):
            last = number == rounds - 1
            presses = ready.presses[number * each : None if last else (number + 1) * each]
            went = storm(victim, ready, presses, plan(chance, reports=len(presses), kills=KILLS))
            shown += went.shown
            found = look(victim, shown)
            faults = [*found.faults, *(f"an unclear answer: {page}" for page in went.unclear)]
            faults += [f"fsck: {line}" for line in victim.fsck().splitlines()]
            print(_line(number + 1, went, found, faults), *faults[:20], sep="\n  ", flush=True)
            whole = whole and not faults
    finally:
        victim.kill(*(part for part in PARTS if part != "database"))
    return whole


HEADING = (
    "round  sent  killed: web worker sequencer signer database  answered 503  500  "
    "contacts entries checkpoints readings  seconds  faults"
)


def _line(number: int, went: Went, found: Found, faults: list[str]) -> str:
    killed = "".join(f"{went.kills[part]:>{width}}" for part, width in zip(PARTS, WIDTHS, strict=True))
    answers: Counter[int] = went.answers
    return (
        f"{number:>5}{len(went.shown):>6}       {killed}{answers[503]:>14}{answers[500]:>5}"
        f"{found.contacts:>10}{found.entries:>8}{found.checkpoints:>12}{found.reads:>9}"
        f"{went.seconds:>9.1f}{len(faults):>8}"
    )


WIDTHS = (5, 7, 10, 7, 9)


if __name__ == "__main__":
    sys.exit(main())
