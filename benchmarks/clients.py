"""Clients on loopback that keep their connection and send requests made beforehand. Bounded in number and count."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

CLIENTS = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, ready to be sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back for one request: its place in the list, status, seconds taken, the page, and when it was sent."""

    number: int
    status: int
    seconds: float
    page: bytes
    began: float


def send_all(port: int, asked: Sequence[Asked], *, clients: int = CLIENTS) -> tuple[list[Answered], float]:
    """Send every request once, from this many clients, and return the answers and the seconds it took in all."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(asked)):
        waiting.put(number)
    answers: list[Answered] = []
    threads = [threading.Thread(target=_client, args=(port, asked, waiting, answers)) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - started


def _client(port: int, asked: Sequence[Asked], waiting: "SimpleQueue[int]", answers: list[Answered]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        try:
            number = waiting.get_nowait()
        except Empty:
            connection.close()
            return
        answers.append(_ask(connection, number, asked[number]))


def _ask(connection: http.client.HTTPConnection, number: int, one: Asked) -> Answered:
    started = time.perf_counter()
    connection.request(one.method, one.path, body=one.body, headers=one.headers)
    answer = connection.getresponse()
    page = answer.read()
    return Answered(number, answer.status, time.perf_counter() - started, page, started)
