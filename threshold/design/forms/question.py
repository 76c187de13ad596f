"""One page, one question: the base of every form that people fill in."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from threshold.design.forms.renderer import Drawn
from threshold.refusals import Refused


class Question(forms.Form):
    """A form whose page is `design/question.html`. With one field, its label is the page's heading."""

    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    button: ClassVar[str] = "Continue"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the only label the heading, unless the form has a `title` of its own."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        drawn = [field for field in self.fields.values() if isinstance(field, Drawn)]
        if not self.title and len(self.visible_fields()) == 1 and drawn:
            drawn[0].look = replace(drawn[0].look, heading=True)

    @property
    def page_title(self) -> str:
        """Return the words of the page's heading, for the browser's title too."""
        return self.title or next((str(field.label) for field in self.visible_fields()), "")

    @property
    def has_own_heading(self) -> bool:
        """Return whether the label of a field is the page's heading already."""
        return any(field.look.heading for field in self.fields.values() if isinstance(field, Drawn))

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal beside the answer it is about, or at the top."""
        about = refusal.field if refusal.field in self.fields else None
        self.add_error(about, str(refusal))
