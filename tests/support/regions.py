"""The divisions of China, which a migration loads and a test with real commits leaves empty."""

import csv
from pathlib import Path

import shop.common
from shop.common.models import Region

REGIONS = Path(shop.common.__file__).parent / "data" / "regions_cn.csv"


def ensure_regions() -> None:
    """Load the divisions again if the table is empty."""
    if Region.objects.exists():
        return
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["level"])
    Region.objects.bulk_create(
        Region(
            code=row["code"],
            level=int(row["level"]),
            parent_id=row["parent"] or None,
            name=row["name"],
        )
        for row in rows
    )
