"""Templates receive facts and decide nothing; none holds a style, a script or a way round escaping."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "threshold/design/templates"
ALL = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_says_first_what_it_needs(path: Path) -> None:
    lines = path.read_text().splitlines()
    first = lines[1] if lines[0].startswith("{% extends") else lines[0]
    assert first.startswith("{% comment %}"), "the first line declares the inputs"


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(TEMPLATES)))
@pytest.mark.parametrize(
    ("pattern", "because"),
    [
        (r"\|safe\b|autoescape|mark_safe", "what people write is always escaped"),
        (r"\sstyle=|<style|\son[a-z]+=", "the policy refuses styles and handlers in the page"),
        (r"<script(?![^>]*\bsrc=)", "the policy refuses scripts in the page"),
        (r"[=!]=\s*[\"']", "a template does not compare with a code"),
    ],
)
def test_a_template_holds_none_of(path: Path, pattern: str, because: str) -> None:
    assert not re.search(pattern, path.read_text()), because
