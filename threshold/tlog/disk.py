"""Small files that have to be on the disk, whole, before anything is said that rests on them."""

import os
from pathlib import Path

READABLE = 0o666
"""As far as the account's own mask lets others read."""


def write_whole(path: Path, text: str, *, mode: int = READABLE) -> None:
    """Put the text in the file's place in one step, file and folder synced; whoever is killed leaves the old one."""
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
