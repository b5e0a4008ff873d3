"""The city that a carrier names for a place."""

from shop.demo.divisions import divisions


def city_of(code: str) -> str:
    """Name the city of a district; a municipality is its own city."""
    names = divisions().names
    return names.get(f"{code[:4]}00") or names[f"{code[:2]}0000"]
