"""A file is what its bytes say. Its name, its ending and what the browser says of it count for nothing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.evidence.rules import (
    LARGEST_FILE,
    LARGEST_OFFICE_FILE,
    MOST_BYTES,
    MOST_FILES,
    Damaged,
    Empty,
    FileRefused,
    HoldsProgram,
    Kind,
    OfficeTooLarge,
    OldOffice,
    OnlyText,
    Packed,
    TooLarge,
    TooMany,
    check_room,
    check_size,
    kind_of,
    safe_name,
    size_in_words,
)

from .making import box, photograph, picture, word


@pytest.mark.parametrize(("content", "kind"), [
    (photograph(8, 8), Kind.JPEG),
    (picture("PNG"), Kind.PNG),
    (picture("GIF"), Kind.GIF),
    (picture("WEBP"), Kind.WEBP),
    (box(b"heic"), Kind.HEIC),
    (box(b"mif1"), Kind.HEIC),
    (b"%PDF-1.7\n", Kind.PDF),
    (word(), None),
    (box(b"isom"), Kind.MP4),
    (box(b"3gp4"), Kind.MP4),
    (box(b"qt  "), Kind.QUICKTIME),
    (box(b"M4A "), Kind.M4A),
    (b"ID3\x04\x00" + b"\x00" * 99, Kind.MP3),
    (b"\xff\xfb\x90\x64" + b"\x00" * 99, Kind.MP3),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.WAV),
    (b"OggS\x00\x02", Kind.OGG),
])  # fmt: skip
def test_what_telephones_and_offices_make_is_known_by_its_first_bytes(content, kind):
    assert kind_of(content[:512], name="holiday.exe") is kind


@pytest.mark.parametrize(("content", "refusal"), [
    (b"", Empty),
    (b"<!DOCTYPE html><script>alert(1)</script>", HoldsProgram),
    (b"\xef\xbb\xbf  <html>", HoldsProgram),
    ('\ufeff<svg onload="x()">'.encode("utf-16-le"), HoldsProgram),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', HoldsProgram),
    (b"#!/bin/sh\nrm -rf /", HoldsProgram),
    (b"MZ\x90\x00\x03", HoldsProgram),
    (b"\x7fELF\x02\x01", HoldsProgram),
    (b"\xcf\xfa\xed\xfe\x07", HoldsProgram),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", OldOffice),
    (b"{\\rtf1\\ansi", OldOffice),
    (b"PK\x05\x06" + b"\x00" * 18, Packed),
    (b"Rar!\x1a\x07\x01\x00", Packed),
    (b"\x1f\x8b\x08\x00", Packed),
    (b"7z\xbc\xaf\x27\x1c", Packed),
    ("He said: «ça suffit» 😀\n".encode(), OnlyText),
    (b"\xff\xfeH\x00e\x00", OnlyText),
    (b"\x00\x00\x01\x00\x01\x00", FileRefused),
    (b"RIFF\x00\x00\x00\x00AVI LIST", FileRefused),
    (box(b"avif"), FileRefused),
    (b" %PDF-1.7", OnlyText),
    (b"GIF89", OnlyText),
])  # fmt: skip
def test_what_can_run_or_cannot_be_known_is_refused_with_its_reason(content, refusal):
    with pytest.raises(FileRefused) as refused:
        kind_of(content[:512], name="photo.jpg")

    assert type(refused.value) is refusal
    assert str(refused.value).startswith("photo.jpg: ")


@given(st.binary(max_size=600))
def test_any_bytes_are_taken_or_refused_and_never_break_anything(content):
    with suppress(FileRefused):
        kind_of(content, name="x")


def test_every_refusal_says_what_to_do_in_plain_words():
    for refusal in FileRefused.__subclasses__():
        words = refusal("photo.jpg").args[0]
        assert words.endswith("."), words
        assert not {"MIME", "error", "invalid", "byte", "format"} & set(words.split())
    assert str(Damaged()).startswith("This file: ")


@pytest.mark.parametrize(("said", "shown"), [
    ("IMG_2041.HEIC", "IMG_2041.HEIC"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\Ana\\kitchen.jpg", "kitchen.jpg"),
    ("bruise\u202egpj.exe", "bruisegpj.exe"),
    ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
    ("Łukasz علي Nguyễn 😀.jpg", "Łukasz علي Nguyễn 😀.jpg"),
    ("", "file without a name"),
    ("..", ".."),
    ("\u200b\x07", "file without a name"),
    ("x" * 300 + ".jpeg", "x" * 144 + "….jpeg"),
    ("y" * 300, "y" * 149 + "…"),
    ("z." + "y" * 300, "z." + "y" * 147 + "…"),
])  # fmt: skip
def test_a_files_name_is_words_to_show_and_nothing_else(said, shown):
    assert safe_name(said) == shown


@given(st.text())
def test_every_name_can_be_shown(said):
    shown = safe_name(said)

    assert 0 < len(shown) <= 150
    assert "/" not in shown
    assert shown.isprintable() or " " in shown or any(character.isspace() for character in shown)


def test_limits_are_kept_to_the_byte():
    check_size(LARGEST_FILE, kind=Kind.MP4, name="x")
    check_size(LARGEST_OFFICE_FILE, kind=Kind.WORD, name="x")
    check_room(files=MOST_FILES - 1, held=MOST_BYTES - 5, more=5, name="x")
    with pytest.raises(TooLarge):
        check_size(LARGEST_FILE + 1, kind=Kind.MP4, name="x")
    with pytest.raises(OfficeTooLarge):
        check_size(LARGEST_OFFICE_FILE + 1, kind=Kind.EXCEL, name="x")
    with pytest.raises(TooMany):
        check_room(files=MOST_FILES, held=0, more=1, name="x")
    with pytest.raises(TooMany):
        check_room(files=1, held=MOST_BYTES, more=1, name="x")


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (200_000, "195 KB"), (3_500_000, "3.3 MB")])
def test_sizes_are_said_as_people_say_them(size, words):
    assert size_in_words(size) == words
