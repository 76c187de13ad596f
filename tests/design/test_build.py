"""What the build makes, and what must never be in it."""

import json
import re
from pathlib import Path

import pytest

from threshold.design.build import ROOT, NotBuilt, build, plain, script

TEXTS = ["public.css", "staff.css", "threshold.js"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "theirs", ["GDS Transport", "crown", "crest", "@font-face", "@import", "url(http", "url(/"]
)
def test_nothing_that_belongs_to_gov_uk_or_to_another_host_is_built(
    built: Path, name: str, theirs: str
) -> None:
    assert theirs not in (built / "design" / name).read_text()


def test_every_picture_a_stylesheet_names_is_there(built: Path) -> None:
    for name in ("public.css", "staff.css"):
        css = (built / "design" / name).read_text()
        for picture in re.findall(r"url\((images/[^)]*)\)", css):
            assert (built / "design" / picture).is_file(), picture


def test_a_second_build_does_nothing(built: Path) -> None:
    assert build() is False


def test_a_stylesheet_that_still_names_the_font_is_refused() -> None:
    with pytest.raises(NotBuilt):
        plain(".a{font:700 1rem GDS Transport}")


def test_a_library_that_starts_differently_is_refused() -> None:
    with pytest.raises(NotBuilt):
        script("export{start as default};", "initAll()")


def test_the_lock_file_names_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "://" not in text
    assert {"govuk-frontend", "@ministryofjustice/frontend"} <= set(
        json.loads(text)["packages"][""]["dependencies"]
    )
