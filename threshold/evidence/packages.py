"""Looks at the parts of an office document without unpacking them."""

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from . import rules

# The end record of a zip file and the longest comment after it.
END = b"PK\x05\x06"
END_BYTES = 22
LOCATOR = b"PK\x06\x07"
LOCATOR_BYTES = 20
LONGEST_COMMENT = 65_535
# A document has some hundreds of parts; a list of a million would fill the memory of whoever reads it.
LARGEST_LIST = 1024 * 1024
LARGEST_CONTENT_TYPES = 1024 * 1024

# What Python's zip reader raises on bytes made to confuse it.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def office_kind(reader: BinaryIO, *, name: str) -> rules.Kind:
    """Return which office document this is, or raise a FileRefused."""
    _check_list(reader, name)
    try:
        with zipfile.ZipFile(reader) as package:
            with package.open(rules.CONTENT_TYPES) as part:
                content_types = part.read(LARGEST_CONTENT_TYPES)
                if part.read(1):
                    raise rules.Damaged(name)
            return rules.office_kind(set(package.namelist()), content_types, name=name)
    except KeyError:
        raise rules.Packed(name) from None
    except BROKEN:
        raise rules.Damaged(name) from None


def _check_list(reader: BinaryIO, name: str) -> None:
    size = reader.seek(0, io.SEEK_END)
    reader.seek(max(0, size - END_BYTES - LONGEST_COMMENT))
    tail = reader.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_BYTES:
        raise rules.Damaged(name)
    (list_bytes,) = struct.unpack_from("<I", tail, at + 12)
    # A second end record, for archives beyond 4 GB, would be believed over this one.
    if list_bytes > LARGEST_LIST or tail[:at][-LOCATOR_BYTES:].startswith(LOCATOR):
        raise rules.Packed(name)
    reader.seek(0)
