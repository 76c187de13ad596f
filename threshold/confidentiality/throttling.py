"""Slows whoever guesses, and nobody else: by code and client together, under a key that lasts one day."""

import math
import secrets
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection, transaction

from .models import DayKey, Guess
from .sealing import KEY_BYTES, blind

# So many guesses at once, then one in each stretch: somebody who mistypes never notices.
AT_ONCE = 5
STRETCH = timedelta(seconds=10)
SLACK = (AT_ONCE - 1) * STRETCH
# One customer of an internet provider holds a whole network of this size.
IPV6_CUSTOMER = 64

# Counting and looking are one statement, so that guesses made at the same moment are counted in turn.
COUNT = f"""
INSERT INTO "{Guess._meta.db_table}" AS guess (who, day, free_at)
VALUES (%(who)s, %(day)s, %(at)s::timestamptz + interval '{STRETCH.seconds} seconds')
ON CONFLICT (who) DO UPDATE
SET free_at = greatest(guess.free_at, %(at)s::timestamptz) + interval '{STRETCH.seconds} seconds'
WHERE guess.free_at <= %(at)s::timestamptz + interval '{SLACK.seconds} seconds'
RETURNING free_at
"""  # noqa: S608


def client_key(address: str, *, at: datetime) -> bytes:
    """Return what stands for a network address for one day; the address itself is kept nowhere."""
    return blind(_day_key(_day(at)) + _network(address).encode(), purpose="client")


def wait_before_guessing(code: str, *, client: bytes, at: datetime) -> int:
    """Count a guess at `code` before it is checked; return 0 to go ahead, or the seconds to wait first."""
    who = _who(code, client)
    # Durable: a guess that was counted in a transaction that rolls back would be free.
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(COUNT, {"who": who, "day": _day(at), "at": at})
        if cursor.fetchone():
            return 0
    free_at = Guess.objects.filter(who=who).values_list("free_at", flat=True).first()
    return max(1, math.ceil((free_at - SLACK - at).total_seconds())) if free_at else 1


def guessed_right(code: str, *, client: bytes) -> None:
    """Forget this client's guesses at `code`: they knew it."""
    Guess.objects.filter(who=_who(code, client)).delete()


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
