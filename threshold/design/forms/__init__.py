"""Questions and how they are drawn. See the guide in threshold/design/README.md."""

from threshold.design.forms.dates import RoughDate
from threshold.design.forms.fields import (
    AnyOf,
    Choose,
    Day,
    Email,
    File,
    Files,
    Kept,
    LongText,
    Moment,
    Once,
    OneOf,
    RoughDay,
    Secret,
    Text,
    Tick,
    Whole,
)
from threshold.design.forms.question import Question
from threshold.design.forms.renderer import Bound, Look, Renderer

__all__ = [
    "AnyOf",
    "Bound",
    "Choose",
    "Day",
    "Email",
    "File",
    "Files",
    "Kept",
    "LongText",
    "Look",
    "Moment",
    "Once",
    "OneOf",
    "Question",
    "Renderer",
    "RoughDate",
    "RoughDay",
    "Secret",
    "Text",
    "Tick",
    "Whole",
]
