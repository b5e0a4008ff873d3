"""Real divisions of China for invented addresses."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shop.common

TABLE = Path(shop.common.__file__).parent / "data" / "regions_cn.csv"
DISTRICT = "3"


@dataclass(frozen=True)
class Divisions:
    """Districts by province, and the names of all divisions."""

    districts: Mapping[str, Sequence[str]]
    names: Mapping[str, str]


@cache
def divisions() -> Divisions:
    """Read the table of divisions that the shop itself uses."""
    districts: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    with TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            names[row["code"]] = row["name"]
            if row["level"] == DISTRICT:
                districts[f"{row['code'][:2]}0000"].append(row["code"])
    return Divisions(dict(districts), names)
