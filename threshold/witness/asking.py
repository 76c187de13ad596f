"""Asking a witness to cosign a checkpoint: the log's side of C2SP tlog-witness."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from threading import Thread
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from threshold.tlog.notes import (
    BadNote,
    BadSignature,
    Checkpoint,
    Note,
    PublicKey,
    Signature,
    Signed,
    number,
    parse_note,
    verified,
)
from threshold.witness.requests import PATH, SIZE, written

SECONDS_TO_WAIT = 10.0
LONGEST_ANSWER = 64 * 1024

_UNDER_WAY: dict[str, Thread] = {}


class NotCosigned(Exception):
    """The witness did not cosign; says why."""


class SawAnotherSize(NotCosigned):
    """The witness saw a checkpoint of another size last: a proof has to begin there."""

    def __init__(self, size: int) -> None:
        """Keep the size."""
        super().__init__(f"it saw the log last with {size:,} entries")
        self.size = size


def obtain(
    url: str,
    note: str,
    *,
    prove: Callable[[int], Sequence[bytes]],
    witness: PublicKey,
    timeout: float = SECONDS_TO_WAIT,
) -> Signature:
    """Return the witness's cosignature, whatever it saw last, or raise NotCosigned.

    `prove` gives the proof from a smaller size to that of the note.
    """
    try:
        return ask(url, note, 0, (), witness=witness, timeout=timeout)
    except SawAnotherSize as last:
        size = Checkpoint.parse(parse_note(note).text).size
        if not 0 < last.size <= size:
            raise
        return ask(url, note, last.size, prove(last.size), witness=witness, timeout=timeout)


def ask(
    url: str,
    note: str,
    old: int,
    proof: Sequence[bytes],
    *,
    witness: PublicKey,
    timeout: float = SECONDS_TO_WAIT,
) -> Signature:
    """Return the witness's cosignature of the note (its `line` goes below the note), or raise NotCosigned.

    `url` is the address before /add-checkpoint, `old` the size that the proof begins at, `timeout` in seconds.
    """
    status, kind, answer = _post(url.rstrip("/") + PATH, written(old, proof, note), timeout)
    if status == HTTPStatus.CONFLICT and kind == SIZE:
        raise SawAnotherSize(_size(answer))
    if status != HTTPStatus.OK:
        raise NotCosigned(f"it answered {status}: {_first_line(answer)}")
    return _cosignature(note, answer, witness)


def _cosignature(note: str, answer: bytes, witness: PublicKey) -> Signature:
    text = parse_note(note).text
    try:
        # Only what it answered is read as signatures; what it would add to the text is not.
        lines = parse_note(f"\n\n{answer.decode()}").signatures
        found = [each for each in lines if _cosigns(verified(Note(text, (each,)), [witness]))]
    except (UnicodeDecodeError, BadNote):
        raise NotCosigned("it answered with something that is no signature") from None
    except BadSignature as fault:
        raise NotCosigned(str(fault)) from None
    if not found:
        raise NotCosigned("it answered with another key than the one that is known here")
    return found[0]


def _cosigns(signed: Sequence[Signed]) -> bool:
    return any(each.time is not None for each in signed)


def _post(url: str, body: bytes, timeout: float) -> tuple[int, str, bytes]:
    # In a thread of its own: a timeout of the network's is between two bytes, and who sent one now and then could hold
    # up everything. What goes on too long is left to itself, and not asked again before it has ended.
    before = _UNDER_WAY.get(url)
    if before is not None and before.is_alive():
        raise NotCosigned("it has not yet ended its answer to what it was asked before")
    answers: list[tuple[int, str, bytes] | NotCosigned] = []
    thread = Thread(target=lambda: answers.append(_posted(url, body, timeout)), daemon=True)
    _UNDER_WAY[url] = thread
    thread.start()
    thread.join(timeout)
    if not answers:
        raise NotCosigned(f"it does not answer within {timeout:g} seconds")
    (answer,) = answers
    if isinstance(answer, NotCosigned):
        raise answer
    return answer


def _posted(url: str, body: bytes, timeout: float) -> tuple[int, str, bytes] | NotCosigned:
    try:
        asked = Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 - see _opener
        with _opener().open(asked, timeout=timeout) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read(LONGEST_ANSWER)
    except HTTPError as refused:
        with refused, suppress(OSError, HTTPException):
            return refused.code, refused.headers.get_content_type(), refused.read(LONGEST_ANSWER)
        return NotCosigned("it broke off its answer")
    except (OSError, HTTPException, ValueError) as fault:
        return NotCosigned(f"it does not answer: {fault}")


def _opener() -> OpenerDirector:
    """Return what speaks HTTP only, by the proxy of the environment if there is one, and follows nobody elsewhere."""
    opener = OpenerDirector()
    for speaks in (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        UnknownHandler,
    ):
        opener.add_handler(speaks())
    return opener


def _size(answer: bytes) -> int:
    try:
        return number(answer.decode("ascii").removesuffix("\n"))
    except (UnicodeDecodeError, BadNote):
        raise NotCosigned("it answered with something that is no size") from None


def _first_line(answer: bytes) -> str:
    return answer.decode(errors="replace").partition("\n")[0][:200]
