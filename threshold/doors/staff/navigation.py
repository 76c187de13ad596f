"""Where each role may go from the top of every page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from threshold.confidentiality.rules import CASE_ROLES, Role

ITEMS: Sequence[tuple[str, str, frozenset[Role]]] = (
    ("staff:overview", "At a glance", frozenset({Role.MANAGER, Role.DIRECTOR})),
    ("staff:worklist", "Work", CASE_ROLES),
    ("staff:search", "Find", CASE_ROLES),
    ("staff:alerts", "Alerts", CASE_ROLES),
    ("staff:to-agree", "Second person", CASE_ROLES),
    ("staff:unidentified", "Without a name", CASE_ROLES - {Role.DIRECTOR}),
    ("staff:team", "Team", frozenset({Role.MANAGER})),
    ("staff:health", "Health", frozenset({Role.ADMINISTRATOR})),
    ("staff:configuration", "Set-up", frozenset({Role.ADMINISTRATOR})),
    ("mfa_index", "How you sign in", frozenset(Role)),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the header."""

    label: str
    url: str
    current: bool


def navigation(role: Role, *, here: str) -> tuple[Item, ...]:
    """Return the links for a role; `here` is the name of the address that is open."""
    return tuple(Item(label, reverse(name), name == here) for name, label, roles in ITEMS if role in roles)
