"""What anyone may fetch of the ledger, and the page that says how to check us. Nobody is recognised here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from threshold.confidentiality.rules import PUBLIC
from threshold.design.headers import may_be_found
from threshold.doors.public.open_pages import kept_for
from threshold.ledger.queries import (
    Signed,
    epochs,
    log_keys,
    newest_checkpoint,
    published_tile,
    seen_by_witnesses,
)
from threshold.tlog.tiles import WIDTH, NotATile, tile_at

from .within import shows

FEW_SECONDS, A_MINUTE, AN_HOUR, A_YEAR = 5, 60, 60 * 60, 365 * 24 * 60 * 60
FOR_EVER = f"public, max-age={A_YEAR}, immutable"

NOTHING_SIGNED = (
    "Nothing has been signed yet. The first checkpoint comes within minutes of the first report.\n"
)
NO_ENTRIES = (
    "Entries are not given out here: kind, time and reference together would let anyone follow a child's life. "
    "People with a mandate get them with proofs, and that they did is recorded.\n"
)
NO_TILE = (
    "There is no such tile. Tiles are served up to the size of the newest checkpoint, see {checkpoint}\n"
)
KEYS = """\
{origin}

{keys}
This is what this server says its ledger is signed with. That proves nothing: a server that lied about its ledger
would lie about its key as well. Compare it with the key from somewhere else: the council's printed minutes, or a
witness. How to check us, in plain words: {here}ledger/
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A checkpoint as people read it: the root in groups that can be read aloud, and the whole file."""

    origin: str
    entries: str
    at: datetime
    groups: tuple[str, ...]
    note: str
    witnesses: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What a witness signed last, and whether there is something newer that it has not signed."""

    witness: str
    at: datetime
    entries: str
    behind: bool


@may_be_found
@kept_for(A_MINUTE)
@shows
def how_to_check(request: HttpRequest) -> HttpResponse:
    """Show what the ledger is, what it proves and what it does not, and how to check it oneself."""
    newest = newest_checkpoint(viewer=PUBLIC)
    witnesses = [
        Witnessed(each.witness, each.at, _entries(each.size), each.behind_since is not None)
        for each in seen_by_witnesses(viewer=PUBLIC)
    ]
    context = {
        "newest": newest and _shown(newest),
        "witnesses": witnesses,
        "epochs": epochs(viewer=PUBLIC),
        "here": settings.PUBLIC_ADDRESS,
    }
    return render(request, "public/ledger.html", context)


@kept_for(FEW_SECONDS)
@shows
def printed(request: HttpRequest) -> HttpResponse:
    """Show the newest checkpoint on one sheet, for minutes and for a drawer."""
    newest = newest_checkpoint(viewer=PUBLIC)
    context = {
        "newest": newest and _shown(newest),
        "keys": log_keys(viewer=PUBLIC) if newest else (),
        "here": settings.PUBLIC_ADDRESS,
    }
    return render(request, "public/ledger_printed.html", context, status=200 if newest else 404)


@kept_for(FEW_SECONDS)
@shows
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest checkpoint as it was signed and cosigned."""
    newest = newest_checkpoint(viewer=PUBLIC)
    return _text(newest.note) if newest else _text(NOTHING_SIGNED, status=404)


@kept_for(AN_HOUR)
@shows
def key(request: HttpRequest) -> HttpResponse:
    """Return the ledger's name and its keys, each with the time since when it has signed."""
    newest = newest_checkpoint(viewer=PUBLIC)
    if newest is None:
        return _text(NOTHING_SIGNED, status=404)
    keys = "".join(f"{each}\n  since {_moment(at)}\n" for each, at in log_keys(viewer=PUBLIC))
    return _text(KEYS.format(origin=newest.origin, keys=keys, here=settings.PUBLIC_ADDRESS))


@shows
def tile(request: HttpRequest, address: str) -> HttpResponse:
    """Return hashes of the tree. One under a checkpoint never changes, so it may be kept for ever."""
    if address.startswith("tile/entries/"):
        return _text(NO_ENTRIES, status=404)
    absent = _text(NO_TILE.format(checkpoint=f"{settings.PUBLIC_ADDRESS}ledger/checkpoint"), status=404)
    try:
        asked = tile_at(address)
    except NotATile:
        return absent
    hashes = published_tile(level=asked.level, number=asked.number, width=asked.width, viewer=PUBLIC)
    if hashes is None:
        return absent
    response = HttpResponse(hashes, content_type="application/octet-stream")
    response["Cache-Control"] = FOR_EVER if asked.width == WIDTH else f"public, max-age={AN_HOUR}"
    return response


def _shown(signed: Signed) -> Shown:
    digits = signed.root.hex()
    return Shown(
        origin=signed.origin,
        entries=_entries(signed.size),
        at=signed.at,
        groups=tuple(digits[at : at + 8] for at in range(0, len(digits), 8)),
        note=signed.note,
        witnesses=signed.witnesses,
    )


def _entries(size: int) -> str:
    return f"{size:,} entr{'y' if size == 1 else 'ies'}"


def _text(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
