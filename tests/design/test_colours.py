"""A council's colour stays readable, whatever the council chose."""

import pytest

from threshold.design.colours import OUR_OWN, colours_of, contrast


@pytest.mark.parametrize(
    "colour", ["#5b2a6e", "#ffdd00", "#ffffff", "#000000", "#00a0d2", "#E40046", "#767676"]
)
def test_ink_and_links_can_be_read_on_and_beside_any_colour(colour: str) -> None:
    made = colours_of(colour)
    assert contrast(made.band, made.ink) >= 4.5
    assert contrast(made.link, "#fbfaf7") >= 4.5
    assert contrast(made.link, made.tint) >= 4.5
    assert contrast(made.shade, "#ffffff") >= 4.5 or made.ink == "#0b0c0c"


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#12345g", "red;} body{display:none", None])
def test_what_is_not_a_colour_becomes_our_own(wrong: object) -> None:
    assert colours_of(str(wrong)).band == OUR_OWN
