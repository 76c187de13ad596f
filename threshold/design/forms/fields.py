"""The questions a form can ask. `missing` is what to say without an answer; without it none is needed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile

from threshold.design.forms.dates import NotADate, RoughDate, moment, read_date, read_time
from threshold.design.forms.renderer import Drawn, Look
from threshold.design.forms.widgets import Checkboxes, DateInput, FilesInput, MomentInput, Radios

Choices = Iterable[tuple[str, str]]


def _asked(missing: str, label: str, hint: str, initial: object) -> dict[str, Any]:
    messages = {"required": missing} if missing else {}
    return {
        "required": bool(missing),
        "label": label,
        "help_text": hint,
        "initial": initial,
        "error_messages": messages,
    }


def _attributes(**attributes: object) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in attributes.items() if value not in (None, "")}


def _spelling(*, checked: bool) -> str:
    return "true" if checked else "false"


class Text(Drawn, forms.CharField):
    """One line. `width` in characters: 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        width: int | None = None,
        prefix: str = "",
        suffix: str = "",
        longest: int = 300,
        inputmode: str = "",
        autocomplete: str = "off",
        spellcheck: bool = False,
        initial: str | None = None,
    ) -> None:
        """Draw one line of text."""
        self.look = Look(heading=heading, size=size, width=width, prefix=prefix, suffix=suffix)
        attributes = _attributes(
            inputmode=inputmode, autocomplete=autocomplete, spellcheck=_spelling(checked=spellcheck)
        )
        super().__init__(
            **_asked(missing, label, hint, initial),
            widget=forms.TextInput(attrs=attributes),
            max_length=longest,
        )
        self.error_messages["max_length"] = f"Use {longest:,} characters or fewer"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no maxlength: a browser that cuts what is pasted loses words without saying so."""
        return {}

    def to_python(self, value: Any) -> str:
        """Return the text without the character that no database can hold and nobody can type."""
        return cast(str, super().to_python(_without_nul(value)))


class LongText(Drawn, forms.CharField):
    """Several lines, with the characters that are left counted for those who have script."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        rows: int = 6,
        longest: int = 20_000,
        initial: str | None = None,
    ) -> None:
        """Draw a box of `rows` lines that grows."""
        self.look = Look(heading=heading, size=size)
        attributes = _attributes(rows=rows, autocomplete="off", spellcheck="true")
        super().__init__(
            **_asked(missing, label, hint, initial),
            widget=forms.Textarea(attrs=attributes),
            max_length=longest,
        )
        self.error_messages["max_length"] = (
            f"Use {longest:,} characters or fewer. Everything you typed is still here"
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no maxlength: a browser that cuts what is pasted loses words without saying so."""
        return {}

    def to_python(self, value: Any) -> str:
        """Return the words as typed, each line ending in one character, so that the count is the person's."""
        text = _without_nul(value)
        return cast(str, super().to_python(text.replace("\r\n", "\n") if isinstance(text, str) else text))


class Email(Drawn, forms.EmailField):
    """An e-mail address."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        autocomplete: str = "email",
        initial: str | None = None,
    ) -> None:
        """Draw one line for an e-mail address."""
        self.look = Look(heading=heading, size=size, width=30)
        attributes = _attributes(autocomplete=autocomplete, spellcheck="false", autocapitalize="none")
        super().__init__(**_asked(missing, label, hint, initial), widget=forms.EmailInput(attrs=attributes))
        self.error_messages["invalid"] = "Write the e-mail address in full, like name@example.com"


class Secret(Drawn, forms.CharField):
    """A password or a receipt's secret: hidden, with a button to show it for those who have script."""

    def __init__(
        self,
        label: str,
        *,
        missing: str,
        hint: str = "",
        size: str = "",
        width: int | None = None,
        autocomplete: str = "current-password",
    ) -> None:
        """Draw one hidden line; it is never filled in again."""
        self.look = Look(size=size, width=width)
        attributes = _attributes(autocomplete=autocomplete, spellcheck="false", autocapitalize="none")
        super().__init__(
            **_asked(missing, label, hint, None),
            widget=forms.PasswordInput(attrs=attributes),
            max_length=500,
            strip=False,
        )

    def to_python(self, value: Any) -> str:
        """Return the text without the character that no database can hold and nobody can type."""
        return cast(str, super().to_python(_without_nul(value)))


class Whole(Drawn, forms.IntegerField):
    """A whole number, in a text box: the arrows of a number box change answers by accident."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        width: int = 4,
        suffix: str = "",
        least: int | None = None,
        most: int | None = None,
        initial: int | None = None,
    ) -> None:
        """Draw a short box; the number lies between `least` and `most`."""
        self.look = Look(heading=heading, size=size, width=width, suffix=suffix)
        attributes = _attributes(inputmode="numeric", autocomplete="off")
        super().__init__(
            **_asked(missing, label, hint, initial),
            widget=forms.TextInput(attrs=attributes),
            min_value=least,
            max_value=most,
        )
        self.error_messages["invalid"] = "Write a whole number, like 7"
        self.error_messages["min_value"] = f"Write a number from {least} up"
        self.error_messages["max_value"] = f"Write a number up to {most}"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return nothing more: min and max belong to number boxes."""
        return {}


class Kept(forms.IntegerField):
    """A number that goes with the page unseen, such as how much of something it showed."""

    def __init__(self) -> None:
        """Draw nothing."""
        super().__init__(required=False, widget=forms.HiddenInput)


class Once(forms.Field):
    """A random mark of the page, which goes with it unseen: two presses of its button arrive with the same one."""

    def __init__(self) -> None:
        """Draw nothing."""
        super().__init__(required=False, initial=uuid4, widget=forms.HiddenInput)

    def to_python(self, value: Any) -> UUID | None:
        """Return the mark, or nothing if it is not one: then every press counts."""
        try:
            return UUID(value)
        except (TypeError, ValueError):
            return None


class OneOf(Drawn, forms.TypedChoiceField):
    """One of a few, as radio buttons, never chosen beforehand. `coerce` makes the value of the code."""

    def __init__(
        self,
        label: str,
        choices: Choices,
        *,
        missing: str = "",
        hint: str = "",
        hints: Mapping[str, str] | None = None,
        or_before: str = "",
        heading: bool = False,
        size: str = "",
        inline: bool = False,
        small: bool = False,
        coerce: Callable[[str], Any] = str,
        initial: object = None,
    ) -> None:
        """Draw radio buttons. `hints` by value; `or_before` is the value that "or" stands before."""
        self.look = Look(heading=heading, size=size, inline=inline, small=small)
        widget = Radios()
        widget.hints, widget.divider = hints or {}, or_before
        super().__init__(
            **_asked(missing, label, hint, initial),
            choices=list(choices),
            coerce=coerce,
            empty_value=None,
            widget=widget,
        )
        self.error_messages["invalid_choice"] = "Choose one of the answers on this page"


class Choose(Drawn, forms.TypedChoiceField):
    """One of many, as a list that opens. Only where radio buttons would fill the page."""

    def __init__(
        self,
        label: str,
        choices: Choices,
        *,
        missing: str = "",
        hint: str = "",
        nothing: str = "Choose",
        heading: bool = False,
        size: str = "",
        coerce: Callable[[str], Any] = str,
        initial: object = None,
    ) -> None:
        """Draw a list whose first line, `nothing`, is no answer."""
        self.look = Look(heading=heading, size=size)
        super().__init__(
            **_asked(missing, label, hint, initial),
            choices=[("", nothing), *choices],
            coerce=coerce,
            empty_value=None,
            widget=forms.Select(attrs={"autocomplete": "off"}),
        )
        self.error_messages["invalid_choice"] = "Choose one of the answers in the list"


class AnyOf(Drawn, forms.TypedMultipleChoiceField):
    """Any of a few, as checkboxes."""

    def __init__(
        self,
        label: str,
        choices: Choices,
        *,
        missing: str = "",
        hint: str = "",
        hints: Mapping[str, str] | None = None,
        or_before: str = "",
        heading: bool = False,
        size: str = "",
        small: bool = False,
        coerce: Callable[[str], Any] = str,
        initial: object = None,
    ) -> None:
        """Draw checkboxes. `hints` by value; `or_before` is the value that "or" stands before."""
        self.look = Look(heading=heading, size=size, small=small)
        widget = Checkboxes()
        widget.hints, widget.divider = hints or {}, or_before
        super().__init__(
            **_asked(missing, label, hint, initial), choices=list(choices), coerce=coerce, widget=widget
        )
        self.error_messages["invalid_choice"] = "Choose from the answers on this page"


class Tick(Drawn, forms.BooleanField):
    """One checkbox that carries its own words, such as a declaration."""

    def __init__(self, label: str, *, missing: str = "", hint: str = "") -> None:
        """Draw one checkbox."""
        super().__init__(**_asked(missing, label, hint, None))


class Day(Drawn, forms.Field):
    """A date in three boxes; becomes a `date`."""

    widget = DateInput
    partial = False

    def __init__(
        self,
        label: str,
        *,
        thing: str = "The date",
        missing: str = "",
        hint: str = "For example, 27 3 2019",
        heading: bool = False,
        size: str = "",
        birthday: bool = False,
        initial: object = None,
    ) -> None:
        """Draw three boxes. `thing` begins the error message: "Date of birth must include a month"."""
        self.look = Look(heading=heading, size=size)
        self.thing = thing
        super().__init__(**_asked(missing, label, hint, initial))
        if birthday:
            cast(DateInput, self.widget).autocomplete = {
                "day": "bday-day",
                "month": "bday-month",
                "year": "bday-year",
            }

    def clean(self, value: Any) -> date | RoughDate | datetime | None:
        """Return the date, or None. Raises ValidationError naming the boxes to mend."""
        widget = cast(DateInput, self.widget)
        widget.wrong = frozenset()
        typed = tuple(value or ("",) * len(widget.boxes))
        try:
            answer = self.read(typed)
        except NotADate as unreadable:
            widget.wrong = frozenset(unreadable.parts)
            raise forms.ValidationError(unreadable.says, code="invalid") from None
        if answer is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return answer

    def read(self, typed: tuple[str, ...]) -> date | RoughDate | datetime | None:
        """Return what the boxes say. Raises NotADate."""
        rough = read_date(*typed[:3], thing=self.thing, partial=False)
        return rough.exactly if rough else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether the boxes say something else than they were given."""
        return cast(DateInput, self.widget).shown(initial) != tuple(data or ())


class RoughDay(Day):
    """A date as far as it is known: the year is enough; becomes a RoughDate."""

    def read(self, typed: tuple[str, ...]) -> date | RoughDate | datetime | None:
        """Return what the boxes say. Raises NotADate."""
        return read_date(*typed[:3], thing=self.thing, partial=True)


class Moment(Day):
    """A date in three boxes and a time; becomes a `datetime` in UTC, read as London's time."""

    widget = MomentInput

    def read(self, typed: tuple[str, ...]) -> date | RoughDate | datetime | None:
        """Return what the boxes say. Raises NotADate."""
        rough = read_date(*typed[:3], thing=self.thing, partial=False)
        if rough is None or rough.exactly is None:
            if typed[3].strip():
                raise NotADate(f"{self.thing} must include a day, a month and a year", "day", "month", "year")
            return None
        if not typed[3].strip():
            raise NotADate(f"{self.thing} must include a time, like 16:30", "time")
        return moment(rough.exactly, read_time(typed[3], thing=self.thing), thing=self.thing)


class File(Drawn, forms.FileField):
    """One file. What it is gets decided from its content elsewhere, never from its name."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        accept: str = "",
    ) -> None:
        """Draw a file box. `accept` is a courtesy to the person choosing, such as "image/*,.pdf"."""
        self.look = Look(heading=heading, size=size)
        widget = forms.ClearableFileInput(attrs=_attributes(accept=accept))
        super().__init__(**_asked(missing, label, hint, None), widget=widget, allow_empty_file=True)


class Files(File):
    """Several files at once; becomes a list, empty when none was chosen."""

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        size: str = "",
        accept: str = "",
    ) -> None:
        """Draw a file box that takes several."""
        super().__init__(label, missing=missing, hint=hint, heading=heading, size=size, accept=accept)
        self.widget = FilesInput(attrs=_attributes(accept=accept))
        self.widget.is_required = self.required

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Return the files that were chosen."""
        chosen = [one for one in (data or []) if one]
        if not chosen:
            super().clean(None, initial)
        return [cast("UploadedFile[Any]", super(Files, self).clean(one, initial)) for one in chosen]


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
