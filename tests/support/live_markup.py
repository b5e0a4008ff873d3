"""Reads a page as a browser does and tells what of a planted text came alive in it.

Every planted text says MARK. It may stand in what people read, in a value, in an address behind
`?`, in a block of data: nowhere else.
"""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

MARK = "pwned"
SUM, ADDED = "{{99719|add:7}}", "99726"  # a template that was run shows the sum
_DATA = {"application/json", "application/ld+json", "speculationrules"}
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background"}
_RUNS = re.compile(r"^(on|x-|@|:|hx-on|hx-vals|hx-headers|style$|srcdoc$|http-equiv$)", re.ASCII)
_SAFE_SCHEMES = {"", "http", "https", "mailto", "tel"}
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20]")


class _Reader(HTMLParser):
    def __init__(self, *, strict: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.strict = strict
        self.alive: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [(name, value or "") for name, value in attrs]
        self._inside = tag if tag in {"script", "style"} else ""
        if tag == "script" and dict(said).get("type") in _DATA:
            self._inside = "data"
        if MARK in tag:
            self.alive.append(f"<{tag}>")
        for name, value in said:
            if self._runs(name, value):
                self.alive.append(f'<{tag} {name}="{value[:60]}">')

    def _runs(self, name: str, value: str) -> bool:
        if MARK in name:
            return True
        if name in _ADDRESSES and not _is_harmless(value):
            return True
        if self.strict and (name.startswith("on") or name in {"style", "srcdoc"}):
            return True
        return bool(_RUNS.match(name)) and MARK in value

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in {"script", "style"} and MARK in data:
            self.alive.append(f"<{self._inside}>{data[:60]}")
        elif self._inside == "data" and not _is_json(data):
            self.alive.append(f"not JSON: {data[:60]}")
        elif ADDED in data:
            self.alive.append(ADDED)


def _is_harmless(address: str) -> bool:
    try:
        parts = urlsplit(_IGNORED_BY_BROWSERS.sub("", address))
    except ValueError:
        return MARK not in address
    is_picture = parts.scheme == "data" and parts.path.startswith("image/")
    return (parts.scheme in _SAFE_SCHEMES or is_picture) and MARK not in parts.netloc


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def alive(html: str, *, strict: bool = True) -> list[str]:
    """Name what runs, or could run, that the shop did not write.

    `strict` holds for the storefront, where nothing may run from an attribute at all.
    """
    reader = _Reader(strict=strict)
    reader.feed(html)
    reader.close()
    return reader.alive
