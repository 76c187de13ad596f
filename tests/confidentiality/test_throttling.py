"""Guessing is slowed for whoever guesses, for nobody else, and without keeping an address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from threshold.confidentiality.models import DayKey, Guess
from threshold.confidentiality.throttling import (
    A_CLIENT,
    AT_ONCE,
    STRETCH,
    client_key,
    forget_before,
    guessed_right,
    no_guess,
    wait_before_guessing,
)

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
CODE = "TH-4821-K"
STRANGER, HOLDER = b"a" * 32, b"b" * 32


def use_up(client=STRANGER, code=CODE, at=AT):
    return [wait_before_guessing(code, client=client, at=at) for _ in range(AT_ONCE)]


@pytest.mark.django_db
def test_the_first_guesses_do_not_wait_and_the_next_waits_seconds():
    assert use_up() == [0] * AT_ONCE

    assert wait_before_guessing(CODE, client=STRANGER, at=AT) == STRETCH.seconds


@pytest.mark.django_db
def test_guessing_on_never_makes_the_wait_longer():
    use_up()
    waits = [wait_before_guessing(CODE, client=STRANGER, at=AT) for _ in range(50)]

    assert set(waits) == {STRETCH.seconds}
    assert wait_before_guessing(CODE, client=STRANGER, at=AT + STRETCH) == 0


@pytest.mark.django_db
def test_nobody_waits_for_a_strangers_guesses():
    use_up()

    assert wait_before_guessing(CODE, client=HOLDER, at=AT) == 0
    assert wait_before_guessing("TH-9999-Q", client=STRANGER, at=AT) == 0


@pytest.mark.django_db
def test_guesses_that_do_not_exist_cost_the_same():
    assert use_up(code="no such code") == [0] * AT_ONCE
    assert wait_before_guessing("no such code", client=STRANGER, at=AT) > 0


@pytest.mark.django_db
def test_whoever_knew_it_starts_afresh():
    use_up()
    guessed_right(CODE, client=STRANGER)

    assert use_up() == [0] * AT_ONCE


@pytest.mark.django_db
def test_a_try_that_was_no_guess_is_taken_back_and_the_guesses_beside_it_are_not():
    def may(at=AT):
        return wait_before_guessing("sign-in", client=STRANGER, at=at, pace=A_CLIENT) == 0

    for _ in range(A_CLIENT.at_once - 1):
        assert may()
    for _ in range(3):
        assert may(), "the one that is left"
        no_guess("sign-in", client=STRANGER, pace=A_CLIENT)
    assert may()
    assert not may()
    assert may(AT + A_CLIENT.stretch)


@pytest.mark.django_db
def test_over_an_hour_a_guesser_gets_one_guess_in_each_stretch():
    tried = sum(
        wait_before_guessing(CODE, client=STRANGER, at=AT + timedelta(seconds=second)) == 0
        for second in range(600)
    )

    assert tried == AT_ONCE + 600 // STRETCH.seconds - 1


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_the_same_moment_are_counted_one_by_one():
    def guess(_):
        try:
            return wait_before_guessing(CODE, client=STRANGER, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(guess, range(50)))

    assert waits.count(0) == AT_ONCE
    assert {wait for wait in waits if wait} == {STRETCH.seconds}


@pytest.mark.django_db
def test_no_address_is_kept_and_tomorrow_it_is_another_client():
    today = client_key("203.0.113.7", at=AT)
    use_up(client=today)

    assert today == client_key("203.0.113.7", at=AT + timedelta(hours=14))
    assert today != client_key("203.0.113.8", at=AT)
    assert today != client_key("203.0.113.7", at=AT + timedelta(days=1))
    kept = repr(list(Guess.objects.values())) + repr(list(DayKey.objects.values()))
    assert "203.0.113" not in kept
    assert today.hex() not in kept


@pytest.mark.django_db
def test_a_new_day_drops_the_key_of_the_day_before_and_all_that_hung_on_it():
    client = client_key("203.0.113.7", at=AT)
    use_up(client=client)

    client_key("203.0.113.7", at=AT + timedelta(days=1))

    assert not Guess.objects.exists()
    assert [row.day for row in DayKey.objects.all()] == [(AT + timedelta(days=1)).date()]
    forget_before((AT + timedelta(days=2)).date())
    assert not DayKey.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("::ffff:203.0.113.7", "203.0.113.7", True),
    ("", "unix:", True),
])  # fmt: skip
def test_a_customer_of_an_internet_provider_is_one_client(one, other, same):
    assert (client_key(one, at=AT) == client_key(other, at=AT)) is same
