"""{% colours authority.colour as council %}."""

from django import template

from threshold.design.colours import Colours, colours_of

register = template.Library()


@register.simple_tag
def colours(council: object) -> Colours:
    """Return what a stylesheet needs of the council's one colour."""
    return colours_of(str(council))
