"""Which files are taken, how large and how many. A file is what its bytes say, not what it is called."""

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from threshold.refusals import Refused

MEGABYTE = 1024 * 1024
LARGEST_FILE = 100 * MEGABYTE
LARGEST_OFFICE_FILE = 25 * MEGABYTE
MOST_FILES = 40
MOST_BYTES = 500 * MEGABYTE
LONGEST_NAME = 150
# So much of a file's beginning is enough to know it by.
HEAD_BYTES = 512


class Kind(StrEnum):
    """The kinds of file we take."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    WORD = "word"
    EXCEL = "excel"
    MP4 = "mp4"
    QUICKTIME = "quicktime"
    M4A = "m4a"
    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"

    @property
    def words(self) -> str:
        """Return what a person would call it."""
        return WORDS[self]


WORDS = {
    Kind.JPEG: "photograph (JPEG)",
    Kind.PNG: "picture (PNG)",
    Kind.GIF: "picture (GIF)",
    Kind.WEBP: "picture (WebP)",
    Kind.HEIC: "photograph (HEIC)",
    Kind.PDF: "PDF document",
    Kind.WORD: "Word document",
    Kind.EXCEL: "Excel workbook",
    Kind.MP4: "video (MP4)",
    Kind.QUICKTIME: "video (QuickTime)",
    Kind.M4A: "sound (M4A)",
    Kind.MP3: "sound (MP3)",
    Kind.WAV: "sound (WAV)",
    Kind.OGG: "sound (Ogg)",
}


class FileRefused(Refused):
    """One file that is not taken. Nothing else is affected."""

    says = (
        "we cannot take this kind of file. We take photographs, PDF, Word and Excel documents, sound and "
        "video. You can tell us in your own words what is in it."
    )

    def __init__(self, name: str = "This file") -> None:
        """Put the file's name before the words, so that somebody who sent several knows which it is."""
        super().__init__(f"{name}: {self.says}")


class Empty(FileRefused):
    """Nothing arrived."""

    says = "there is nothing in this file. Choose it again, or choose another copy."


class TooLarge(FileRefused):
    """More bytes than one file may have."""

    says = "this file is larger than 100 MB. Send a shorter part of it, and tell us that there is more."


class OfficeTooLarge(FileRefused):
    """More bytes than an office document may have."""

    says = "this document is larger than 25 MB. Save it as a PDF and send that."


class TooMany(FileRefused):
    """More files, or more bytes in all, than one report may have."""

    says = "this is more than one report can hold (40 files, 500 MB). Tell us that you have more."


class HoldsProgram(FileRefused):
    """A web page, a drawing made of instructions, a script or a program."""

    says = (
        "this file can run instructions on a computer, as web pages, SVG drawings and programs do, so we do "
        "not take it. A photograph of the screen is fine."
    )


class HoldsMacros(FileRefused):
    """An office document with programs in it."""

    says = "this document has macros, which are small programs. Send a copy without them, or a PDF."


class OldOffice(FileRefused):
    """An office document or message in the format of before 2007, or one locked with a password."""

    says = "this is an older or locked Office file. Save it unlocked as .docx, .xlsx or PDF and send that."


class Packed(FileRefused):
    """An archive."""

    says = "several files are packed into this one. Unpack it and send the files in it one by one."


class OnlyText(FileRefused):
    """Plain text, which has no leading bytes to know it by."""

    says = "this file holds only text. Copy the words into your report instead."


class Damaged(FileRefused):
    """It starts like a kind we take and then breaks off."""

    says = "this file is damaged and cannot be read. Choose it again, or choose another copy."


class NotStored(FileRefused):
    """Our disk or our keys failed."""

    says = "we could not store this file. Nothing you typed is lost. Try again, or tell us what is in it."


HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
VIDEO_BRANDS = (b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"3gp", b"3g2", b"dash", b"MSNV", b"f4v")

BEGINNINGS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"%PDF-", Kind.PDF),
    (b"ID3", Kind.MP3),
    (b"OggS", Kind.OGG),
)
RIFF = {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV}
ZIP = b"PK\x03\x04"

REFUSED_BEGINNINGS: tuple[tuple[bytes, type[FileRefused]], ...] = (
    (b"MZ", HoldsProgram),
    (b"\x7fELF", HoldsProgram),
    (b"\xca\xfe\xba\xbe", HoldsProgram),
    (b"\xcf\xfa\xed\xfe", HoldsProgram),
    (b"\xce\xfa\xed\xfe", HoldsProgram),
    (b"#!", HoldsProgram),
    (b"dex\n", HoldsProgram),
    (b"\x00asm", HoldsProgram),
    (b"L\x00\x00\x00\x01\x14\x02\x00", HoldsProgram),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldOffice),
    (b"{\\rtf", OldOffice),
    (b"PK", Packed),
    (b"Rar!", Packed),
    (b"7z\xbc\xaf\x27\x1c", Packed),
    (b"\x1f\x8b", Packed),
    (b"BZh", Packed),
    (b"\xfd7zXZ\x00", Packed),
    (b"MSCF", Packed),
)

CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {
    "word/document.xml": (b"wordprocessingml.document.main+xml", Kind.WORD),
    "xl/workbook.xml": (b"spreadsheetml.sheet.main+xml", Kind.EXCEL),
}


def kind_of(head: bytes, *, name: str) -> Kind | None:
    """Return the kind a file's first bytes say it is, nothing for a package, or raise a FileRefused."""
    if not head:
        raise Empty(name)
    if head.startswith(ZIP):
        return None
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if kind_ := _container_kind(head):
        return kind_
    raise _why_not(head)(name)


def office_kind(parts: Collection[str], content_types: bytes, *, name: str) -> Kind:
    """Return which document a package is by its parts and their types, or raise a FileRefused."""
    programs = any(part.lower().endswith("vbaproject.bin") for part in parts)
    if programs or b"macroenabled" in content_types.lower():
        raise HoldsMacros(name)
    for part, (declared, kind) in MAIN_PARTS.items():
        if part in parts and declared in content_types:
            return kind
    raise Packed(name)


def check_room(*, files: int, held: int, more: int, name: str) -> None:
    """Raise TooMany if `more` bytes do not fit beside the `files` files with `held` bytes that are there."""
    if files >= MOST_FILES or held + more > MOST_BYTES:
        raise TooMany(name)


def check_size(size: int, *, kind: Kind, name: str) -> None:
    """Raise a FileRefused if a file of this kind may not have `size` bytes."""
    if size > LARGEST_FILE:
        raise TooLarge(name)
    if kind in {Kind.WORD, Kind.EXCEL} and size > LARGEST_OFFICE_FILE:
        raise OfficeTooLarge(name)


def safe_name(said: str) -> str:
    """Return the name a device gave a file, without folders or characters that deceive or break."""
    last = said.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip()
    if len(shown) > LONGEST_NAME:
        start, dot, ending = shown.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 8 else ""
        shown = (start if ending else shown)[: LONGEST_NAME - len(ending) - 1] + "…" + ending
    return shown or "file without a name"


def size_in_words(size: int) -> str:
    """Return a size as a person would say it."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f} MB"


def _container_kind(head: bytes) -> Kind | None:
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _brand_kind(head[8:12])
    # MPEG audio, layer III: eleven bits set, then version and layer. FF FE, the mark of UTF-16, is not it.
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return Kind.MP3
    return None


def _brand_kind(brand: bytes) -> Kind | None:
    if brand in HEIC_BRANDS:
        return Kind.HEIC
    if brand == b"qt  ":
        return Kind.QUICKTIME
    if brand in {b"M4A ", b"M4B "}:
        return Kind.M4A
    return Kind.MP4 if brand.startswith(VIDEO_BRANDS) else None


def _why_not(head: bytes) -> type[FileRefused]:
    for beginning, refusal in REFUSED_BEGINNINGS:
        if head.startswith(beginning):
            return refusal
    text = _as_text(head)
    if text is None:
        return FileRefused
    return HoldsProgram if text.lstrip().startswith("<") else OnlyText


def _as_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    text = head.decode("utf-8-sig", errors="ignore")
    whole = len(text.encode()) >= len(head) - 6
    return text if whole and not any(ord(character) < 9 for character in text) else None
