"""Counting statements, also those that go past Django's own cursors and so past its list of queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that every statement in the block is added to, but for those that begin and end transactions."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        asked.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        yield asked
