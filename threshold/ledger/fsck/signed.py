"""What was signed: whether the key made it, and whether the log still begins with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from threshold.ledger.fsck.findings import Finding, What
from threshold.ledger.models import Checkpoint as Stored
from threshold.ledger.models import Cosignature, EpochVersion
from threshold.tlog.notes import (
    COSIGNATURE,
    BadNote,
    BadSignature,
    Checkpoint,
    Note,
    PublicKey,
    parse_note,
    parse_signature,
    verified,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """That a log had so many entries with this root, and where that is written down."""

    origin: str
    size: int
    root: bytes
    called: str


@dataclass(frozen=True, slots=True)
class GivenAway:
    """A checkpoint that somebody kept outside the database: the name of its file, and what stands in it."""

    called: str
    note: Note

    @property
    def promise(self) -> Promise:
        """Return what it promises."""
        log = Checkpoint.parse(self.note.text)
        return Promise(log.origin, log.size, log.root, self.called)


def promises() -> list[Promise]:
    """Return all checkpoints in the order in which they were stored."""
    rows = Stored.objects.order_by("id").values_list("id", "origin", "size", "root")
    return [
        Promise(origin, size, bytes(root), f"{key} ({size:,} entries)")
        for key, origin, size, root in rows.iterator()
    ]


def look_at_signatures(*, first: int, end: int, keys: Sequence[PublicKey]) -> list[Finding]:
    """Return what is wrong with the checkpoints with these keys of their table, and with their cosignatures."""
    found: list[Finding] = []
    for row in Stored.objects.filter(id__gte=first, id__lt=end).order_by("id"):
        promise = Promise(row.origin, row.size, bytes(row.root), f"{row.pk} ({row.size:,} entries)")
        found += _signature(promise, row.note, keys)
    for added in Cosignature.objects.filter(checkpoint__gte=first, checkpoint__lt=end).select_related():
        found += _cosignature(added, keys)
    return found


def kept_unsigned(kept: GivenAway, keys: Sequence[PublicKey]) -> bool:
    """Return whether none of the keys signed the checkpoint that somebody kept."""
    return not _is_signed(kept.note, kept.promise.origin, keys)


def against(promises: Sequence[Promise], roots: dict[int, bytes], *, size: int) -> Iterator[Finding]:
    """Yield every stored checkpoint that the log does not begin with, given its size and its roots at some sizes."""
    largest: dict[str, int] = {}
    for each in promises:
        if each.size < largest.get(each.origin, 0):
            yield Finding(What.CHECKPOINT_SHRINKS, each.called)
        largest[each.origin] = max(each.size, largest.get(each.origin, 0))
        if each.size > size:
            yield Finding(What.CHECKPOINT_BEYOND, each.called)
        elif roots.get(each.size) != each.root:
            yield Finding(What.CHECKPOINT_ROOT, each.called)


def owned_up_to() -> dict[str, int]:
    """Return, for each name that the log had before, the size up to which it says itself that it lost entries."""
    owned = {}
    for before in EpochVersion.objects.order_by("id").values_list("before", flat=True):
        # One that is no checkpoint any more excuses nothing; that its row was changed is found elsewhere.
        with suppress(BadNote):
            log = Checkpoint.parse(parse_note(before).text)
            owned[log.origin] = log.size
    return owned


def kept_against(
    kept: Promise, roots: dict[int, bytes], *, size: int, owned: Mapping[str, int]
) -> Iterator[Finding]:
    """Yield a finding if the log does not begin with a checkpoint that somebody kept."""
    if roots.get(kept.size) == kept.root:
        return
    if kept.size <= owned.get(kept.origin, 0):
        yield Finding(What.KEPT_LOST, kept.called)
    else:
        yield Finding(What.KEPT_BEYOND if kept.size > size else What.KEPT_DIFFERS, kept.called)


def _signature(promise: Promise, written: str, keys: Collection[PublicKey]) -> Iterator[Finding]:
    try:
        note = parse_note(written)
        same = note.text == Checkpoint(promise.origin, promise.size, promise.root).text
    except BadNote:
        same = False
    if not same:
        yield Finding(What.CHECKPOINT_FORM, promise.called)
    elif not _is_signed(note, promise.origin, keys):
        yield Finding(What.CHECKPOINT_SIGNATURE, promise.called)


def _is_signed(note: Note, origin: str, keys: Collection[PublicKey]) -> bool:
    try:
        signed = verified(note, keys)
    except BadSignature:
        return False
    # A key of another name may be another log's.
    return any(each.key.name == origin and each.time is None for each in signed)


def _cosignature(added: Cosignature, keys: Collection[PublicKey]) -> Iterator[Finding]:
    witnesses = [key for key in keys if key.algorithm == COSIGNATURE and key.name == added.witness]
    if not witnesses:
        return
    try:
        text = parse_note(added.checkpoint.note).text
        made = parse_signature(added.line.rstrip("\n"))
        holds = bool(verified(Note(text, (made,)), witnesses))
    except (BadNote, BadSignature):
        holds = False
    if not holds:
        yield Finding(
            What.COSIGNATURE, f"of {added.witness} under a checkpoint of {added.checkpoint.size:,} entries"
        )
