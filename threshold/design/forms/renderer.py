"""Draws every Django form in the shape of the GOV.UK Design System, with no markup in the forms."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

from threshold.design.forms.widgets import DateInput

WIDGETS = {
    f"django/forms/widgets/{theirs}.html": f"govuk/widgets/{ours}.html"
    for theirs, ours in {
        "radio": "radios",
        "checkbox_select": "checkboxes",
        "checkbox": "checkbox",
        "password": "password",
        "clearable_file_input": "file",
    }.items()
}

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.FileInput, "govuk-file-upload"),
    (forms.Textarea, "govuk-textarea"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "govuk-select"),
    (DateInput, ""),
    (Input, "govuk-input"),
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a field is drawn: label as the page's heading, its size (s, m, l, xl), width in characters."""

    heading: bool = False
    size: str = ""
    width: int | None = None
    inline: bool = False
    small: bool = False
    prefix: str = ""
    suffix: str = ""


class Drawn:
    """A field that says how it is drawn."""

    look: Look = Look()


class Bound(BoundField):
    """A field on a page: its classes, its hint and its error tied together for those who listen."""

    @property
    def look(self) -> Look:
        """Return how the field is drawn; a plain Django field is drawn plainly."""
        return self.field.look if isinstance(self.field, Drawn) else Look()

    @property
    def hint_id(self) -> str:
        """Return the id of the hint."""
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        """Return the id of the error message."""
        return f"{self.auto_id}_error"

    @property
    def single(self) -> bool:
        """Return whether this is one tick box, which carries its own label."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def counted(self) -> int | None:
        """Return the most characters a long answer may have, to be counted on the page."""
        if isinstance(self.field.widget, forms.Textarea):
            limit: int | None = getattr(self.field, "max_length", None)
            return limit
        return None

    @property
    def counted_words(self) -> str:
        """Return that number as people write it, such as 20,000."""
        return f"{self.counted:,}" if self.counted else ""

    @property
    def short(self) -> bool:
        """Return whether the limit is one that people meet, so that it is said before they do."""
        return (self.counted or 0) <= 5_000

    @property
    def label_classes(self) -> str:
        """Return the classes of the label."""
        return _sized("govuk-label", self.look)

    @property
    def legend_classes(self) -> str:
        """Return the classes of the legend."""
        return _sized("govuk-fieldset__legend", self.look)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add the design system's classes, and the ids of hint and error."""
        widget = widget or self.field.widget
        if isinstance(widget, DateInput) and self.errors and not widget.wrong:
            widget.wrong = frozenset(part for part, _, _ in widget.boxes)
        attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden and (classes := self._classes(widget)):
            attrs["class"] = f"{widget.attrs.get('class', '')} {classes}".strip()
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        base = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
        if not base:
            return " ".join(
                name
                for name, wanted in {
                    "govuk-radios--inline govuk-checkboxes--inline": self.look.inline,
                    "govuk-radios--small govuk-checkboxes--small": self.look.small,
                }.items()
                if wanted
            )
        classes = [base]
        if self.errors and base != "govuk-checkboxes__input":
            classes.append(f"{base}--error")
        if self.counted:
            classes.append("govuk-js-character-count")
        if isinstance(widget, forms.PasswordInput):
            classes.append("govuk-password-input__input govuk-js-password-input-input")
        if self.look.width and base == "govuk-input":
            classes.append(f"govuk-input--width-{self.look.width}")
        return " ".join(classes)


class Renderer(TemplatesSetting):
    """FORM_RENDERER = "threshold.design.forms.Renderer"."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"
    bound_field_class = Bound

    def get_template(self, template_name: str) -> Any:
        """Return our template for a widget where we have one, whatever the order of INSTALLED_APPS."""
        return super().get_template(WIDGETS.get(template_name, template_name))


def _sized(base: str, look: Look) -> str:
    size = look.size or ("l" if look.heading else "")
    return f"{base} {base}--{size}" if size else base
