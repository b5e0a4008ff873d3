"""Parts of every page, such as its footer: drawn once for each state of the site."""

from collections.abc import Hashable, Mapping
from typing import Any, cast

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.selectors.categories import navigation
from marketing.selectors.articles import reading
from shop.common.freshness import site_count
from shop.common.site_memory import kept_for_the_site
from shop.selectors import site_settings

register = template.Library()

_PERSONAL = "csrfmiddlewaretoken"


class _Part(Node):
    """A template that is given what stands on every page, and its own arguments.

    While a page for everybody is made, it is given nothing else and kept under the site's count.
    """

    def __init__(self, name: str, arguments: Mapping[str, FilterExpression]) -> None:
        self.name, self.arguments = name, arguments

    def render(self, context: Context) -> SafeString:
        given = {name: _plain(said.resolve(context)) for name, said in self.arguments.items()}
        count = site_count()
        if count is not None:
            return _kept(self.name, get_language(), count, tuple(given.items()))
        with context.push(**given):
            page = cast(Any, get_template(self.name))
            return cast(SafeString, page.template.render(context))


@kept_for_the_site
def _kept(
    name: str, _language: str | None, _count: int, given: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    on_every_page = {"site": site_settings(), "reading": reading(), "navigation": navigation()}
    drawn = render_to_string(name, on_every_page | dict(given))
    if _PERSONAL in drawn:
        raise RuntimeError(f"{name} holds a visitor's token: it cannot be kept for others")
    return drawn


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value


@register.tag
def part(parser: Parser, token: Token) -> _Part:
    """Include a part: `{% part "components/tab_bar.html" here=request.path %}`."""
    _tag, name, *rest = token.split_contents()
    arguments = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError("part takes a template's name and named arguments")
    return _Part(name.strip("\"'"), arguments)
