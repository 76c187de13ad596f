"""Go through the whole ledger and all it vouches for, and say what does not fit.

Give the log's key with --key, and with --checkpoint a checkpoint that somebody kept outside: with the database alone
nobody can tell a log from one that was written anew, or cut off, and signed again. Works as the owner of the tables.
Exit code 0: all fits; 1: something does not; 2: it could not be checked.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from threshold.doors.console.ready import set_up
from threshold.refusals import Refused
from threshold.tlog.notes import COSIGNATURE, BadKey, BadNote, Checkpoint, PublicKey, parse_note

if TYPE_CHECKING:
    from threshold.ledger.fsck.findings import Report
    from threshold.ledger.fsck.whole import Given

CLEAN, FOUND, UNCHECKED = 0, 1, 2
BAR = 30
WORTH_A_BAR = 50
"""Fewer looks than these are over before anybody would read it."""

WITHOUT_KEY = (
    "No key was given, so signatures were checked with the keys that the database itself publishes. Whoever could "
    "change the one could change the other: give --key, from a printed notice, the minutes or a witness."
)
WITHOUT_CHECKPOINT = (
    "No checkpoint from outside was given. A log that was written anew or cut off, and signed with the log's own key, "
    "would look like this one: give --checkpoint, with a file that a witness or anybody else kept."
)


class CannotCheck(Refused):
    """Something that was given is no key or no checkpoint, or cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take keys and checkpoints to check against, and how to answer."""
    parser.add_argument(
        "--key",
        metavar="KEY",
        action="append",
        default=[],
        help="a key of the log or of a witness, or a file with some; may be repeated",
    )
    parser.add_argument(
        "--checkpoint",
        metavar="FILE",
        action="append",
        default=[],
        help="a checkpoint that somebody kept; may be repeated",
    )
    parser.add_argument(
        "--processes",
        type=int,
        metavar="N",
        default=os.cpu_count() or 1,
        help="how many look at the same time (default %(default)s; 0 for one without helpers)",
    )
    parser.add_argument("--json", action="store_true", help="answer for programs")


def run(asked: argparse.Namespace) -> int:
    """Look at everything and print what was found; return the exit code."""
    try:
        set_up(role="owner")
        given = what_was_given(asked.key, asked.checkpoint)
        began = time.monotonic()
        report = _look(given, processes=asked.processes)
    except Refused as refusal:
        return _unchecked(str(refusal), for_programs=asked.json)
    notes = _notes(given)
    seconds = time.monotonic() - began
    print(_for_programs(report, notes, seconds) if asked.json else _for_people(report, notes, seconds))
    return CLEAN if report.clean else FOUND


def what_was_given(keys: Sequence[str], checkpoints: Sequence[str]) -> "Given":
    """Return the keys and checkpoints with these names or in these files, or raise CannotCheck."""
    from threshold.ledger.fsck.signed import GivenAway
    from threshold.ledger.fsck.whole import Given

    kept = []
    for name in checkpoints:
        try:
            note = parse_note(Path(name).read_bytes())
            Checkpoint.parse(note.text)
        except OSError as fault:
            raise CannotCheck(f"{name} cannot be read: {fault.strerror}.") from None
        except BadNote as fault:
            raise CannotCheck(f"{name} is no checkpoint: {fault}.") from None
        kept.append(GivenAway(name, note))
    return Given(keys=tuple(key for each in keys for key in _keys(each)), kept=tuple(kept))


def _keys(given: str) -> list[PublicKey]:
    try:
        texts = Path(given).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        texts = [given]
    try:
        return [PublicKey.parse(text) for text in texts]
    except BadKey as fault:
        raise CannotCheck(f"{given} is no key: {fault}.") from None


def _look(given: "Given", *, processes: int) -> "Report":
    from django.db import DatabaseError
    from django.utils import timezone

    from threshold.confidentiality import fsck as readings
    from threshold.evidence import fsck as files
    from threshold.ledger.fsck.running import one_moment
    from threshold.ledger.fsck.whole import go_through
    from threshold.referrals import fsck as references

    at = timezone.now()
    try:
        with one_moment(processes) as lookers:
            more = [*references.looks(), *files.looks(), *readings.looks(at=at)]
            return go_through(lookers, given=given, more=more, at=at, progress=_progress)
    except DatabaseError as fault:
        reason = (str(fault).strip() or type(fault).__name__).splitlines()[0]
        raise CannotCheck(f"The database could not be read: {reason}.") from None


def _progress(done: int, all_of_it: int) -> None:
    if not sys.stderr.isatty() or all_of_it < WORTH_A_BAR:
        return
    full = BAR * done // all_of_it
    end = "\r" if done < all_of_it else "\n"
    print(f"[{'#' * full}{'.' * (BAR - full)}] {100 * done // all_of_it:3} %", end=end, file=sys.stderr)


def _notes(given: "Given") -> list[str]:
    has_key = any(key.algorithm != COSIGNATURE for key in given.keys)
    return [*([] if has_key else [WITHOUT_KEY]), *([] if given.kept else [WITHOUT_CHECKPOINT])]


def _for_people(report: "Report", notes: Sequence[str], seconds: float) -> str:
    lines = []
    for what, kept in report.found.items():
        lines += [str(each) for each in kept]
        if (rest := report.counts[what] - len(kept)) > 0:
            lines.append(f"and {rest:,} more of this sort.")
        lines += [f"  {what.means}", ""]
    lines += [
        f"{report.entries:,} entries in the log and {report.waiting:,} waiting, {report.checkpoints:,} checkpoints; "
        f"{report.erased:,} acts whose salt is erased. {seconds:.1f} seconds.",
        *notes,
        "Everything fits." if report.clean else f"{sum(report.counts.values()):,} things do not fit.",
    ]
    return "\n".join(lines)


def _for_programs(report: "Report", notes: Sequence[str], seconds: float) -> str:
    numbers = {name: value for name, value in asdict(report).items() if name not in {"found", "counts"}}
    findings = [
        {
            "what": what.code,
            "number": report.counts[what],
            "means": what.means,
            "examples": [{"where": each.where, "says": str(each)} for each in kept],
        }
        for what, kept in report.found.items()
    ]
    answer = {
        "result": "clean" if report.clean else "findings",
        **numbers,
        "seconds": round(seconds, 3),
        "findings": findings,
        "notes": notes,
    }
    return json.dumps(answer)


def _unchecked(why: str, *, for_programs: bool) -> int:
    if for_programs:
        print(json.dumps({"result": "unchecked", "why": why}))
    else:
        print(f"{why}\nNothing was checked.", file=sys.stderr)
    return UNCHECKED
