"""Texts in spreadsheets: never run as a formula, and read back as they were."""

# What makes a spreadsheet take a text for a formula, even out of a CSV file.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"{_GUARD}{text}" if text.startswith(_RUNS) else text


def unguarded(text: str) -> str:
    """Take the apostrophe off again."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith(_RUNS) else text
