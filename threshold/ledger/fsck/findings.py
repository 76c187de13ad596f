"""What can be found wrong with a log or with the rows it vouches for, in words and with what each means."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

EXAMPLES = 20
"""How many findings of one sort are kept word by word; of the others it is said how many they are."""


class What(Enum):
    """A sort of finding: its code for programs, what it says of a place, and what that means."""

    code: str
    says: str
    means: str

    GAP = (
        "entry-missing",
        "The log has no entry at index {}.",
        "Entries have no gaps: somebody took this one out.",
    )
    BEYOND_HEAD = (
        "entry-beyond-head",
        "There is an entry at index {}, beyond the head.",
        "The head was set back, or an entry was put in without the sequencer.",
    )
    LEAF = (
        "leaf-differs",
        "The entry at index {} does not give its own hash.",
        "The entry or its hash was changed after it got its place.",
    )
    NOT_AN_ENTRY = (
        "not-an-entry",
        "What stands at {} is no entry.",
        "The product writes entries in one way only; somebody else wrote this one.",
    )
    CHAIN = (
        "chain-broken",
        "{} does not follow from its record's entry before it.",
        "An entry of that record was changed, taken out, moved or put in.",
    )
    NO_SALT = (
        "salt-missing",
        "{} has no salt row.",
        "Nothing can show what it stands for: its salt row was deleted, or somebody else wrote the entry.",
    )
    SALT_DIFFERS = (
        "salt-differs",
        "The salt row of {} says something else than the entry.",
        "One of the two was changed.",
    )
    NO_ENTRY = (
        "act-without-entry",
        "{} has no entry, neither in the log nor waiting.",
        "The entry was deleted before it got its place, or the end of the log was cut off.",
    )
    TWICE = (
        "entry-twice",
        "{} is in the log more than once.",
        "The product gives each act one entry; somebody copied one.",
    )
    SHARED = (
        "entry-shared",
        "{} names the same entry as another act.",
        "Each act has an entry of its own: somebody put a row in under the entry of another.",
    )
    VERSION_GONE = (
        "row-missing",
        "{} is not there, and its salt is.",
        "The row was deleted without being erased.",
    )
    VERSION_CHANGED = (
        "row-changed",
        "{} does not give the commitment in its entry.",
        "Some word, name, number or time in the row was changed after it was written.",
    )
    VERSION_MOVED = (
        "row-moved",
        "{} hangs from another record than its entry says.",
        "It was taken from one child, contact or worker and given to another.",
    )
    ENTRY_DIFFERS = (
        "entry-differs",
        "{} has other times or another actor than its entry.",
        "The entry was written anew: somebody wanted it to be of another time or person.",
    )
    VERSION_UNLOGGED = (
        "row-without-entry",
        "{} has no entry.",
        "The row was put in behind the product's back, or its salt row and entry were taken away.",
    )
    HALF_ERASED = (
        "half-erased",
        "The salt of {} is erased and the row is still there.",
        "An erasure was not finished, or somebody erased the salt to change the row: nothing vouches for it now.",
    )
    TILE = (
        "tile-differs",
        "{} does not have the hashes that the entries give.",
        "The tile or the entries below it were changed. Proofs made from it lead nowhere.",
    )
    TILE_MISSING = (
        "tile-missing",
        "{} is not there.",
        "It was deleted. Proofs that need it cannot be made.",
    )
    TILE_TOO_MUCH = (
        "tile-too-much",
        "There is {}, for which the log has too few entries.",
        "The log was longer when the tile was made: its end was cut off.",
    )
    HEAD = (
        "head-differs",
        "The head says {}.",
        "The head or the entries were changed, or the end of the log was cut off.",
    )
    CHECKPOINT_FORM = (
        "checkpoint-changed",
        "Checkpoint {} does not say what was signed.",
        "Its row was changed after it was published.",
    )
    CHECKPOINT_SIGNATURE = (
        "checkpoint-unsigned",
        "Checkpoint {} is not signed with the log's key.",
        "It was made by somebody who does not have that key, or the key was changed and the older one not given.",
    )
    CHECKPOINT_ROOT = (
        "checkpoint-differs",
        "Checkpoint {} has another root than the entries give at its size.",
        "The past was rewritten after this was signed.",
    )
    CHECKPOINT_BEYOND = (
        "checkpoint-beyond",
        "Checkpoint {} was signed for more entries than there are.",
        "The end of the log was cut off, or an older backup was restored.",
    )
    CHECKPOINT_SHRINKS = (
        "checkpoint-shrinks",
        "Checkpoint {} is for fewer entries than one before it.",
        "A shorter log was signed: the signer's own memory was cheated.",
    )
    COSIGNATURE = (
        "cosignature-false",
        "The cosignature {} was not made with that witness's key.",
        "It was changed or made up: that witness has not seen the log like this.",
    )
    KEPT_UNSIGNED = (
        "kept-unsigned",
        "The checkpoint in {} is not signed with the log's key.",
        "It is of another log, or its file was changed, so it says nothing about this one.",
    )
    KEPT_DIFFERS = (
        "kept-differs",
        "The log does not begin with what the checkpoint in {} was signed for.",
        "The past was rewritten after that checkpoint was given away, whatever else looks right here.",
    )
    KEPT_BEYOND = (
        "kept-beyond",
        "The log is shorter than the checkpoint in {}.",
        "Entries that were signed and given away are gone: the end was cut off, or an older backup was restored.",
    )
    KEPT_LOST = (
        "kept-lost",
        "The checkpoint in {} covers entries that the log lost when an older backup was restored.",
        "The log says so itself, in the epoch that it began then. What was lost is to be answered for.",
    )
    BATCH = (
        "readings-changed",
        "{} does not give its digest.",
        "What was written down about who looked was changed or deleted after it was sealed.",
    )
    SEALED_TWICE = (
        "reading-sealed-twice",
        "{} is in two batches.",
        "The product seals each row once; somebody made up a batch.",
    )
    UNSEALED = (
        "readings-unsealed",
        "{} waits to be sealed for too long.",
        "The sequencer is not running. Until it seals them, such rows can be deleted unnoticed.",
    )
    REFERENCE = (
        "reference-differs",
        "{} does not fit the reference that was given out for it.",
        "A contact was given another reference or time of receipt than its receipt says, or the contact is gone.",
    )
    CHILD_MOVED = (
        "child-moved",
        "{} was recorded at another moment than the contact that it hangs from.",
        "The child was taken from the contact in which it was reported and given to another.",
    )
    FILE = (
        "file-differs",
        "{} does not fit what was recorded when the file came.",
        "Another file was put in its place, or its digest, size or giver was changed.",
    )
    WAITS = (
        "outbox-waits",
        "{} for its place in the log for too long.",
        "The sequencer is not running. Until an entry has its place, deleting it leaves few traces.",
    )

    def __init__(self, code: str, says: str, means: str) -> None:
        """Keep the three texts by name."""
        self.code = code
        self.says = says
        self.means = means


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, and where."""

    what: What
    where: str

    def __str__(self) -> str:
        """Return the finding in a sentence."""
        says = self.what.says.format(self.where)
        return says[0].upper() + says[1:]


@dataclass(slots=True)
class Report:
    """What one look through a log came to."""

    entries: int = 0
    waiting: int = 0
    erased: int = 0
    checkpoints: int = 0
    found: dict[What, list[Finding]] = field(default_factory=dict)
    counts: dict[What, int] = field(default_factory=dict)

    def add(self, findings: Iterable[Finding]) -> None:
        """Count the findings, and keep the first of each sort."""
        for each in findings:
            kept = self.found.setdefault(each.what, [])
            self.counts[each.what] = self.counts.get(each.what, 0) + 1
            if len(kept) < EXAMPLES:
                kept.append(each)

    @property
    def clean(self) -> bool:
        """Return whether everything fits."""
        return not self.counts
