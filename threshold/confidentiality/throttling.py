"""Slows whoever guesses: a report's code by code and client together, a password by person and by client apart."""

import math
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from .models import DayKey, Guess
from .sealing import KEY_BYTES, blind


@dataclass(frozen=True, slots=True)
class Pace:
    """So many guesses at once, then one in each stretch: somebody who mistypes never notices."""

    at_once: int
    stretch: timedelta

    @property
    def slack(self) -> timedelta:
        """Return how far ahead of time the guesses may run."""
        return (self.at_once - 1) * self.stretch


AT_ONCE = 5
STRETCH = timedelta(seconds=10)
A_CODE = Pace(AT_ONCE, STRETCH)
# Whoever signs in is slowed by who they say they are, from wherever; and by where they are, whoever they say they are.
A_PERSON = Pace(5, timedelta(minutes=1))
A_CLIENT = Pace(20, timedelta(seconds=3))
ANYWHERE = b""
# One customer of an internet provider holds a whole network of this size.
IPV6_CUSTOMER = 64

# Counting and looking are one statement, so that guesses made at the same moment are counted in turn.
COUNT = f"""
INSERT INTO "{Guess._meta.db_table}" AS guess (who, day, free_at)
VALUES (%(who)s, %(day)s, %(at)s::timestamptz + %(stretch)s::interval)
ON CONFLICT (who) DO UPDATE
SET free_at = greatest(guess.free_at, %(at)s::timestamptz) + %(stretch)s::interval
WHERE guess.free_at <= %(at)s::timestamptz + %(slack)s::interval
RETURNING free_at
"""  # noqa: S608


def client_key(address: str, *, at: datetime) -> bytes:
    """Return what stands for a network address for one day; the address itself is kept nowhere."""
    return blind(_day_key(_day(at)) + _network(address).encode(), purpose="client")


def wait_before_guessing(code: str, *, client: bytes, at: datetime, pace: Pace = A_CODE) -> int:
    """Count a guess at `code` before it is checked; return 0 to go ahead, or the seconds to wait first."""
    who = _who(code, client)
    # Durable: a guess that was counted in a transaction that rolls back would be free.
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        asked: dict[str, Any] = {"who": who, "day": _day(at), "at": at}
        cursor.execute(COUNT, asked | {"stretch": pace.stretch, "slack": pace.slack})
        if cursor.fetchone():
            return 0
    free_at = Guess.objects.filter(who=who).values_list("free_at", flat=True).first()
    return max(1, math.ceil((free_at - pace.slack - at).total_seconds())) if free_at else 1


def guessed_right(code: str, *, client: bytes) -> None:
    """Forget this client's guesses at `code`: they knew it."""
    Guess.objects.filter(who=_who(code, client)).delete()


def no_guess(code: str, *, client: bytes, pace: Pace) -> None:
    """Take one guess back that turned out to be none. What others there have guessed stays counted."""
    Guess.objects.filter(who=_who(code, client)).update(free_at=F("free_at") - pace.stretch)


@transaction.atomic
def forget_before(day: date) -> None:
    """Drop the keys and digests of earlier days, after which nobody can link them to an address."""
    DayKey.objects.filter(day__lt=day).delete()
    Guess.objects.filter(day__lt=day).delete()


def _day_key(day: date) -> bytes:
    known = DayKey.objects.filter(day=day).values_list("key", flat=True).first()
    if known is None:
        DayKey.objects.bulk_create(
            [DayKey(day=day, key=secrets.token_bytes(KEY_BYTES))], ignore_conflicts=True
        )
        forget_before(day)
        known = DayKey.objects.values_list("key", flat=True).get(day=day)
    return bytes(known)


def _who(code: str, client: bytes) -> str:
    return blind(client + code.encode(), purpose="guess").hex()


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        # A socket has no address: whoever comes through it is one client.
        return "no address"
    if isinstance(parsed, IPv6Address):
        whole = ip_network((parsed, IPV6_CUSTOMER), strict=False)
        return str(parsed.ipv4_mapped or whole)
    return str(parsed)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
