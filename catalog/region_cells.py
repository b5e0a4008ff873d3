"""Where goods are sold, as one cell of a sheet: 全国, 浙江省;上海市, or 除:新疆维吾尔自治区."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.types import SalesArea
from shop.common.region_words import RegionUnclear, outermost, region_called
from shop.common.selectors import region_path
from shop.common.sheets.columns import CellWrong

Scope = Product.SalesScope
EVERYWHERE = SalesArea(scope=Scope.EVERYWHERE, codes=())

_ALL, _BUT = "全国", "除"
_EVERYWHERE = {_ALL, "everywhere", "全部", "不限"}
_EXCEPT = re.compile(r"^\s*(?:除|不售|except)\s*[:：]\s*", re.IGNORECASE)
_LIST = re.compile(r"[,，;；、\n]+")


@lru_cache(maxsize=1024)
def sales_area(cell: str) -> SalesArea:
    """Read a cell. Raises CellWrong."""
    if cell.strip().lower() in _EVERYWHERE:
        return EVERYWHERE
    named = _EXCEPT.sub("", cell)
    codes = regions_named(named)
    if not codes:
        raise CellWrong(_("Name at least one region, or write 全国."))
    return SalesArea(scope=Scope.ONLY if named == cell else Scope.EXCEPT, codes=codes)


def regions_named(text: str) -> tuple[str, ...]:
    """Return the codes of regions written with commas or on lines. Raises CellWrong."""
    try:
        codes = [region_called(words) for words in _LIST.split(text) if words.strip()]
    except RegionUnclear as unclear:
        raise CellWrong(str(unclear)) from unclear
    return tuple(outermost(codes))


def written(scope: str, codes: Iterable[str]) -> str:
    """Write a cell that is read back as the same."""
    if scope == Scope.EVERYWHERE:
        return _ALL
    names = ";".join(region_path(code) for code in sorted(codes))
    return f"{_BUT}:{names}" if scope == Scope.EXCEPT else names
