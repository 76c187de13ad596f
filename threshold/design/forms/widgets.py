"""Widgets that Django lacks: the three boxes of a date, the date with its time, several files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from threshold.design.forms.dates import LONDON, typed_parts

Typed = tuple[str, ...]


class DateInput(forms.Widget):
    """Three boxes. Its value is what was typed, so that nothing typed is ever lost."""

    template_name = "govuk/widgets/date.html"
    use_fieldset = True
    boxes: ClassVar[tuple[tuple[str, str, int], ...]] = (
        ("day", "Day", 2),
        ("month", "Month", 2),
        ("year", "Year", 4),
    )
    wrong: frozenset[str] = frozenset()
    autocomplete: Mapping[str, str] = {}

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Typed:
        """Return what was typed in each box."""
        return tuple(str(data.get(f"{name}-{part}") or "").replace("\0", "") for part, _, _ in self.boxes)

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> bool:
        """Return whether none of the boxes was on the page."""
        return not any(f"{name}-{part}" in data for part, _, _ in self.boxes)

    def shown(self, value: object) -> Typed:
        """Return the text of each box."""
        return typed_parts(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the boxes with their labels, widths, texts and whether each needs mending."""
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["boxes"] = [
            {
                "id": f"{identifier}-{part}",
                "name": f"{name}-{part}",
                "label": label,
                "width": width,
                "value": text,
                "numeric": part != "time",
                "wrong": part in self.wrong,
                "autocomplete": self.autocomplete.get(part, ""),
            }
            for (part, label, width), text in zip(self.boxes, self.shown(value), strict=True)
        ]
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the first box that needs mending, so that the summary's link lands there."""
        first = next((part for part, _, _ in self.boxes if part in self.wrong), self.boxes[0][0])
        return f"{id_}-{first}" if id_ else ""


class MomentInput(DateInput):
    """Three boxes and a time."""

    boxes: ClassVar[tuple[tuple[str, str, int], ...]] = (*DateInput.boxes, ("time", "Time", 5))

    def shown(self, value: object) -> Typed:
        """Return the text of each box; an aware datetime, or its ISO text, is shown in London's time."""
        if isinstance(value, str) and value:
            value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return (*typed_parts(value), f"{value.astimezone(LONDON):%H:%M}")
        typed = value[3] if isinstance(value, (tuple, list)) and len(value) > 3 else ""
        return (*typed_parts(value), str(typed))


class FilesInput(forms.ClearableFileInput):
    """Several files at once, where the browser can."""

    allow_multiple_selected = True


class Options:
    """What a list of choices says besides its labels: hints, and where "or" stands."""

    hints: Mapping[str, str] = {}
    divider: str = ""

    def said(self, option: dict[str, Any]) -> dict[str, Any]:
        """Return the option with its hint and divider added."""
        value = str(option["value"])
        return {**option, "hint": self.hints.get(value, ""), "divider": bool(value) and value == self.divider}


class Radios(Options, forms.RadioSelect):
    """One of several; nothing is chosen until a person chooses."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one radio button."""
        return self.said(super().create_option(*args, **kwargs))


class Checkboxes(Options, forms.CheckboxSelectMultiple):
    """Any of several."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one checkbox."""
        return self.said(super().create_option(*args, **kwargs))
