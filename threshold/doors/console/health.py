"""Say how each part of the service is: good, have a look, or act now. No case is read.

For a program that watches, `--json` says the same for machines. It is a command and not an address because whoever is
outside has no business with it, and because it also answers when the web server does not. The exit code is 0 if all
is good, 1 if something should be looked at, 2 if something needs somebody now, 3 if the database does not answer.
"""

import argparse
import json

from threshold.doors.console.ready import set_up

UNREACHABLE = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how to answer."""
    parser.add_argument("--json", action="store_true", help="answer for programs")


def run(asked: argparse.Namespace) -> int:
    """Print each finding, or all of them as JSON."""
    set_up()
    from django.db import DatabaseError
    from django.utils import timezone

    from threshold.confidentiality.rules import SYSTEM
    from threshold.upkeep.queries import health
    from threshold.upkeep.rules import Finding, Word, worst

    def as_words(found: Finding) -> str:
        mend = f"\n      To do: {found.do}" if found.do else ""
        return f"{found.word:>4}  {found.title}: {found.says}{mend}"

    def as_facts(found: Finding) -> dict[str, str | None]:
        amiss = found.since if found.word is not Word.GOOD else None
        since = amiss.isoformat() if amiss else None
        return {
            "code": found.code,
            "about": found.about,
            "word": found.word,
            "says": found.says,
            "since": since,
        }

    try:
        findings = health(viewer=SYSTEM, now=timezone.now())
    except DatabaseError as fault:
        words = f"The database does not answer as it should ({type(fault.__cause__ or fault).__name__})."
        print(json.dumps({"word": "act", "findings": [], "says": words}) if asked.json else f" act  {words}")
        return UNREACHABLE
    word = worst(findings)
    if asked.json:
        print(json.dumps({"word": word, "findings": [as_facts(each) for each in findings]}))
    else:
        print("\n".join(as_words(each) for each in findings))
    return [Word.GOOD, Word.LOOK, Word.ACT].index(word)
