"""What a person sees when a disk is full or takes nothing more: a reference that holds, or a number to call."""

import time
from collections.abc import Callable

import pytest

from benchmarks.clients import Asked
from tests.evidence.making import photograph
from tests.machines.conftest import Machine
from tests.storm.asking import look
from tests.violence import Sender

AT_MOST = 25
ENOUGH_REFUSALS = 3
MEND_WITHIN_SECONDS = 60
BOUNDARY = "a-line-between-parts"


def press_until_some_are_refused(machine: Machine) -> list[Sender]:
    """Send one report after the other, each once, and return the senders who were told to call instead."""
    refused: list[Sender] = []
    for _ in range(AT_MOST):
        sender = Sender(machine.victim.port, machine.press())
        if reference := sender.press_once():
            machine.shown.append(reference)
        else:
            refused.append(sender)
        assert sender.unclear == []
        if len(refused) == ENOUGH_REFUSALS:
            break
    return refused


def press_again(machine: Machine, refused: list[Sender]) -> None:
    """Let those who were refused press again until they see their reference."""
    for sender in refused:
        sender.give_up_at = time.monotonic() + MEND_WITHIN_SECONDS
        machine.shown.append(sender.reference())


def test_a_full_disk_gives_references_that_hold_or_a_number_to_call(machine: Machine) -> None:
    machine.database.fill()
    try:
        refused = press_until_some_are_refused(machine)
    finally:
        machine.database.free()
        machine.victim.start("database")

    assert len(refused) == ENOUGH_REFUSALS
    assert [sender.answers for sender in refused] == [{503: 1}] * ENOUGH_REFUSALS
    press_again(machine, refused)
    assert look(machine.victim, machine.shown).faults == ()


def test_a_disk_that_takes_nothing_more_gives_references_that_hold_or_a_number_to_call(
    machine: Machine,
) -> None:
    machine.database.fail()
    try:
        refused = press_until_some_are_refused(machine)
    finally:
        machine.victim.kill("database")
        machine.database.mend()
        machine.victim.start("database")

    assert len(refused) == ENOUGH_REFUSALS
    # PostgreSQL reports such a disk now and then as a matter of rights, which is our mistake and no closed door.
    assert all(set(sender.answers) <= {500, 503} for sender in refused)
    press_again(machine, refused)
    assert look(machine.victim, machine.shown).faults == ()


def with_a_file(press: Asked, *, words: str) -> Asked:
    """Return the page about files as this report's browser would send it, with one photograph."""
    token = press.headers["Cookie"].split("csrftoken=")[1].split(";")[0]
    fields = {"csrfmiddlewaretoken": token, "said_about": words, "then": ""}
    body = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ).encode()
    body += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="chosen"; filename="window.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode() + photograph(1600, 1200)
    body += f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {**press.headers, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return Asked("POST", "/report/files", headers, body)


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_file_that_finds_no_room_is_refused_in_plain_words_and_the_report_goes_on(
    machine: Machine, trouble: str
) -> None:
    mend: Callable[[], None] = machine.files.free if trouble == "full" else machine.files.mend
    (machine.files.fill if trouble == "full" else machine.files.fail)()
    press = machine.press()
    try:
        status, page = machine.victim.fetch(with_a_file(press, words="typed before it failed"))
        sender = Sender(machine.victim.port, press)
        machine.shown.append(sender.press_once())
    finally:
        mend()

    assert status == 200
    assert "window.jpg: we could not store this file. Nothing you typed is lost." in page
    assert 'value="typed before it failed"' in page or ">typed before it failed" in page
    assert sender.answers == {302: 1, 200: 1}

    again = machine.press()
    assert machine.victim.fetch(with_a_file(again, words="there is room again"))[0] == 302
    machine.shown.append(Sender(machine.victim.port, again).press_once())
    assert look(machine.victim, machine.shown).faults == ()
    assert (
        machine.victim.asked("SELECT count(*) FROM evidence_evidencefile WHERE about IS NOT NULL")[0][0] >= 1
    )
