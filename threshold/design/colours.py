"""A council's own colour, checked for people who see contrast poorly."""

import re
from dataclasses import dataclass

OUR_OWN = "#1b5e63"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Colours:
    """What a page needs of one colour: the band, its shade, its tint, and the ink to write on it with."""

    band: str
    shade: str
    tint: str
    ink: str
    link: str


def colours_of(council: str) -> Colours:
    """Return the colours made of a council's one, written #rrggbb; our own when it is written otherwise."""
    band = council.lower() if _HEX.fullmatch(council) else OUR_OWN
    link = band
    while contrast(link, "#ffffff") < 5.5:
        link = mixed(link, "#000000", 0.12)
    return Colours(
        band=band,
        shade=mixed(band, "#000000", 0.35),
        tint=mixed(band, "#ffffff", 0.92),
        ink="#ffffff" if contrast(band, "#ffffff") >= 4.5 else "#0b0c0c",
        link=link,
    )


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with a share of `other` in it, from 0 to 1."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
