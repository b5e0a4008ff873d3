"""Regions as people write them: by code, by name, by path, and what a few letters may mean."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from django.utils.translation import gettext as _

from shop.common.selectors import children_of, is_region, region_codes, region_path

_PARTS = re.compile(r"[\s/>＞·]+")
_LEAST = 2  # letters of a name that is not written out
_MOST_NAMED = 3


class RegionUnclear(ValueError):
    """No region is called so, or several are; the message says what to write."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    code: str
    names: tuple[str, ...]  # from the province down
    level: int


def region_called(words: str) -> str:
    """Return the code of a region: 330100, 杭州市, 浙江 杭州, 浙江省杭州市. Raises RegionUnclear.

    A name written out goes before its beginning, a province before a city of the same name.
    """
    text = words.strip()
    if is_region(text):
        return text
    found = _meant_by(text)
    if not found:
        raise RegionUnclear(_("There is no region “%(words)s”.") % {"words": text})
    if len(found) > 1:
        paths = "; ".join(region_path(place.code) for place in found[:_MOST_NAMED])
        raise RegionUnclear(
            _("Several regions are called “%(words)s”: %(paths)s. Write the path or the code.")
            % {"words": text, "paths": paths}
        )
    return found[0].code


def regions_like(words: str, *, most: int = 20) -> list[str]:
    """Return the codes of regions whose path holds the words, provinces and cities first."""
    parts = [part for part in _PARTS.split(words) if part]
    if not parts:
        return []
    found = (place.code for place in _places() if _holds(place, parts))
    return [code for code, _count in zip(found, range(most), strict=False)]


def _holds(place: _Place, parts: Sequence[str]) -> bool:
    """Say whether a path holds the words, and its own name the last; 浙江省杭州 is one, too."""
    *_above, last = parts
    path, whole = " ".join(place.names), "".join(parts)
    if last in place.names[-1] and all(part in path for part in parts):
        return True
    joined = "".join(place.names)
    start = joined.rfind(whole)
    return start >= 0 and start + len(whole) > len(joined) - len(place.names[-1])


def outermost(codes: Iterable[str]) -> list[str]:
    """Leave out the regions that lie within another one of them."""
    named = set(codes)
    return sorted(code for code in named if not named.intersection(region_codes(code)[:-1]))


def _meant_by(text: str) -> list[_Place]:
    parts = [part for part in _PARTS.split(text) if part]
    if not parts:
        return []
    places = _places()
    *above, name = parts
    called = [
        [place for place in places if "".join(place.names) == "".join(parts)],
        [place for place in places if place.names[-1] == name and _lies_in(place, above)],
    ]
    if len(name) >= _LEAST:
        begun = [place for place in places if place.names[-1].startswith(name)]
        called.append([place for place in begun if _lies_in(place, above)])
    return next((_highest(found) for found in called if found), [])


def _highest(places: Sequence[_Place]) -> list[_Place]:
    return [place for place in places if place.level == places[0].level]


def _lies_in(place: _Place, above: Iterable[str]) -> bool:
    return all(any(name.startswith(part) for name in place.names[:-1]) for part in above)


def _places() -> tuple[_Place, ...]:
    found = _all_places()
    if not found:  # read before the table was filled: look again
        _all_places.cache_clear()
    return found


@lru_cache(maxsize=1)
def _all_places() -> tuple[_Place, ...]:
    """Return all regions, provinces first, then cities, then districts."""
    return tuple(chain.from_iterable(_levels()))


def _levels() -> Iterator[list[_Place]]:
    level, codes = 1, [part.code for part in children_of("")]
    while codes:
        yield [
            _Place(code=code, names=tuple(region_path(code).split()), level=level) for code in codes
        ]
        codes = [part.code for code in codes for part in children_of(code)]
        level += 1
