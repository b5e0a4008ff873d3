"""An address that a courier can find."""

import re

from orders.check_rules.facts import PASSED, Answer, OrderFacts, held

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NAME_LETTERS = 2
_STREET_LETTERS = 4
# A door has a number, or the place has a name of its own (village, market, school …).
_PLACE = re.compile(r"[0-9０-９一二三四五六七八九十号室栋楼村组队街道路巷弄镇乡院厂店]")


def check(facts: OrderFacts) -> Answer:
    if not facts.district_is_finest:
        return held("no_district")
    if len(facts.receiver_name.strip()) < _NAME_LETTERS or facts.receiver_name.strip().isdigit():
        return held("short_name")
    if not _MOBILE.fullmatch(facts.phone):
        return held("no_mobile")
    street = facts.street.strip()
    if len(street) < _STREET_LETTERS or not _PLACE.search(street):
        return held("short_street")
    return PASSED
