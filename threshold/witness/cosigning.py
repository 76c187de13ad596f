"""What a witness cosigns: a checkpoint of a log it knows, which begins with everything it cosigned before."""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from threshold.tlog.notes import (
    BadNote,
    BadSignature,
    Checkpoint,
    PrivateKey,
    PublicKey,
    cosignature,
    verified,
)
from threshold.tlog.tree import is_consistent
from threshold.witness.memory import Memory, Seen
from threshold.witness.requests import SIZE, Request

PLAIN = "text/plain; charset=utf-8"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a request, in the terms of HTTP."""

    status: HTTPStatus
    text: str
    kind: str = PLAIN


class Refusal(Exception):
    """A checkpoint that is not cosigned, with the answer that says why."""

    def __init__(self, status: HTTPStatus, why: str, kind: str = PLAIN) -> None:
        """Keep the answer."""
        super().__init__(why)
        self.answer = Answer(status, f"{why}\n", kind)


class Witness:
    """One key, the logs whose checkpoints it cosigns, and its memory. `clock` gives the seconds since 1970."""

    def __init__(
        self, key: PrivateKey, logs: Collection[PublicKey], memory: Memory, *, clock: Callable[[], float]
    ) -> None:
        """Take what it works with. A log is known by the name of its key; several keys of one name are one log's."""
        self._key, self._logs, self._memory, self._clock = key, tuple(logs), memory, clock
        self._one_at_a_time = Lock()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign the checkpoint in this request if it follows from the last one, or answer why not."""
        try:
            request = _parsed(body)
            self._check_signed(request)
            # Looking and remembering are one step, or two requests could both go on from the same size.
            with self._one_at_a_time:
                self._check_follows(request)
                self._remember(request)
                line = cosignature(request.note.text, self._key, time=int(self._clock())).line
        except Refusal as refusal:
            logger.info("not cosigned: %s", refusal)
            return refusal.answer
        return Answer(HTTPStatus.OK, line)

    def _check_signed(self, request: Request) -> None:
        keys = [key for key in self._logs if key.name == request.checkpoint.origin]
        if not keys:
            raise Refusal(HTTPStatus.NOT_FOUND, "this log is not known here")
        try:
            signed = verified(request.note, keys)
        except BadSignature as fault:
            raise Refusal(HTTPStatus.FORBIDDEN, str(fault)) from None
        if not signed:
            raise Refusal(HTTPStatus.FORBIDDEN, "the log has not signed this with a key that is known here")

    def _check_follows(self, request: Request) -> None:
        new, seen = request.checkpoint, self._memory.seen(request.checkpoint.origin)
        if request.old > new.size:
            raise Refusal(HTTPStatus.BAD_REQUEST, "the old size is larger than the checkpoint's")
        if request.old != (seen.size if seen else 0):
            raise Refusal(HTTPStatus.CONFLICT, str(seen.size if seen else 0), SIZE)
        if seen is None:
            _check_first(request, new)
        elif seen.size == new.size and seen.root != new.root.hex():
            self._contradicted(request, seen)
        elif not is_consistent(seen.size, bytes.fromhex(seen.root), new.size, new.root, request.proof):
            raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "the proof does not show that this follows")

    def _contradicted(self, request: Request, seen: Seen) -> None:
        # The log has signed two trees of one size: with both notes, anybody can show that it lied to somebody.
        with suppress(OSError):
            for note in (seen.note, str(request.note)):
                self._memory.keep_evidence(note)
        logger.critical("the log %s has signed two trees of %s entries", request.checkpoint.origin, seen.size)
        raise Refusal(HTTPStatus.CONFLICT, "another tree of this size was cosigned before")

    def _remember(self, request: Request) -> None:
        new = request.checkpoint
        try:
            self._memory.remember(new.origin, Seen(new.size, new.root.hex(), str(request.note)))
        except OSError as fault:
            logger.critical("nothing can be written down: %s", fault)
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, "nothing can be written down here at present"
            ) from None


def _parsed(body: bytes) -> Request:
    try:
        return Request.parse(body)
    except BadNote as fault:
        raise Refusal(HTTPStatus.BAD_REQUEST, str(fault)) from None


def _check_first(request: Request, new: Checkpoint) -> None:
    """Refuse what nothing can be checked of: a proof from nothing, and an empty tree, with which every tree begins."""
    if request.proof or not new.size:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "from size 0 nothing can be proved")
