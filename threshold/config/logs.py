"""Log lines that say what kind of thing went wrong and where, and hold nothing that anybody wrote."""

import logging
import traceback
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]


class WithoutContent(logging.Formatter):
    """Formats a record without exception messages, local variables, addresses asked for or request bodies."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line for the record, and one for each place an exception came through."""
        lines = [f"{self.formatTime(record)} {record.levelname} {record.name} {told(record)}"]
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            lines += [f"  {kind.__module__}.{kind.__qualname__}", *places(trace)]
        return "\n".join(lines)


def told(record: logging.LogRecord) -> str:
    """Return the record's words if they are ours; of others' only the fixed part, or the answer's status."""
    if record.name.split(".")[0] == "threshold":
        return record.getMessage()
    status = getattr(record, "status_code", None)
    return f"answered {status}" if status else str(record.msg)


def places(trace: TracebackType | None) -> list[str]:
    """Return a line for each file, line number and function the exception came through."""
    return [
        f"    {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-3:])
