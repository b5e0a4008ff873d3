"""Heroicons, drawn once: one whose name is written out becomes text when a template is read."""

from collections.abc import Callable
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, token_kwargs
from django.template.context import Context
from heroicons.templatetags import heroicons

register = template.Library()

_STYLES: dict[str, Callable[..., str]] = {
    "heroicon_micro": heroicons.heroicon_micro,
    "heroicon_mini": heroicons.heroicon_mini,
    "heroicon_outline": heroicons.heroicon_outline,
    "heroicon_solid": heroicons.heroicon_solid,
}


@lru_cache(maxsize=500)
def _draw(style: str, name: str, size: int | None) -> str:
    return _STYLES[style](name, size=size) if size else _STYLES[style](name)


class _Icon(Node):
    def __init__(self, style: str, name: FilterExpression, size: FilterExpression | None) -> None:
        self.style, self.name, self.size = style, name, size

    @property
    def is_written_out(self) -> bool:
        return not any(said.is_var or said.filters for said in (self.name, self.size) if said)

    def render(self, context: Context) -> str:
        size = self.size.resolve(context) if self.size else None
        return _draw(self.style, str(self.name.resolve(context)), size)


@register.tag("heroicon_micro")
@register.tag("heroicon_mini")
@register.tag("heroicon_outline")
@register.tag("heroicon_solid")
def heroicon(parser: Parser, token: Token) -> Node:
    """Draw `{% heroicon_outline "truck" size=20 %}`; without a size in that of its style."""
    style, name, *rest = token.split_contents()
    options = token_kwargs(rest, parser)
    size = options.pop("size", None)
    if rest or options:
        raise template.TemplateSyntaxError(f"{style} takes a name and a size")
    icon = _Icon(style, parser.compile_filter(name), size)
    return TextNode(icon.render(Context())) if icon.is_written_out else icon
