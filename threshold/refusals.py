"""The few shared ways of saying no. A refusal carries the words a person can act on."""

from typing import ClassVar


class Refused(Exception):
    """Something that may not be done. `says` tells the person why; `field` names the answer it is about."""

    says: ClassVar[str] = "This cannot be done."
    field: ClassVar[str | None] = None

    def __str__(self) -> str:
        """Return the words to show: those given when it was raised, or the class's own."""
        return str(self.args[0]) if self.args else self.says


class NotFound(Refused):
    """Hidden and absent are answered alike, so that the answer tells nobody which it was."""

    says = "We could not find that. Check the address, or go back to your list."


class MovedOn(Refused):
    """Somebody else changed the record since the page was opened."""

    says = "A colleague has changed this since you opened it. Read what is new, then try again."
