"""Files as people have them, made by the tests."""

import io
import zipfile

from PIL import Image

from threshold.evidence import rules

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SURGERY = "Dr Imani Okoro, 12 Mill Lane"


def photograph(width=640, height=480, form="JPEG"):
    """A photograph that says where and by whom it was taken, as telephones do."""
    exif = Image.Exif()
    exif[0x013B] = SURGERY
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (51.0, 30.0, 26.0)
    place[3], place[4] = "W", (0.0, 7.0, 39.0)
    held = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(held, form, exif=exif.tobytes())
    return held.getvalue()


def picture(form):
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(held, form)
    return held.getvalue()


def package(parts, *, declares):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("[Content_Types].xml", f'<Types><Override ContentType="{declares}"/></Types>')
        for part in parts:
            whole.writestr(part, "<x/>" * 2000)
    return held.getvalue()


def word():
    return package(["word/document.xml", "word/media/image1.png"], declares=WORD)


def box(brand):
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x02\x00" + brand + b"mp41" + b"\x00" * 600


def in_pieces(content, size=64 * 1024):
    return (content[at : at + size] for at in range(0, len(content), size))


def too_large():
    yield photograph()
    for _ in range(rules.LARGEST_FILE // rules.MEGABYTE):
        yield b"\x00" * rules.MEGABYTE
