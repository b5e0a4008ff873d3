"""Collect the texts that code and templates give to gettext, in pure Python: CI has no gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

# Where the texts stand among a call's arguments: context, singular, plural.
_PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}

_QUOTED = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(({_QUOTED}(?:\s*,\s*{_QUOTED})*)", re.DOTALL)

Text = tuple[str, str]  # context and msgid, as the catalogue knows them


def texts_of(file: Path) -> Iterator[Text]:
    """Yield the texts of a Python module or a template."""
    source = file.read_text(encoding="utf-8")
    return _in_python(source) if file.suffix == ".py" else _in_template(source)


def _in_python(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            arguments = [_words(argument) for argument in node.args[:3]]
            yield from _text(_name(node.func), arguments)


def _in_template(source: str) -> Iterator[Text]:
    """Read what Django's own `templatize` gives to xgettext."""
    for name, arguments in _CALL.findall(templatize(source)):
        yield from _text(name, [ast.literal_eval(a) for a in re.findall(_QUOTED, arguments)])


def _text(name: str, arguments: list[str]) -> Iterator[Text]:
    if name in _PLAIN | _PLURAL and arguments and arguments[0]:
        yield "", arguments[0]
    elif name in _CONTEXT | _CONTEXT_PLURAL and len(arguments) > 1 and arguments[1]:
        yield arguments[0], arguments[1]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _words(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return ""
