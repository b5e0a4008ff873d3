"""Compile the translation catalogues in pure Python: GNU gettext need not be installed."""

import sys
from pathlib import Path

import polib

CLONE = Path(__file__).resolve().parent.parent


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside a .po, and tell whether that was needed."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    draft = target.with_suffix(".mo.new")
    polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(draft))
    draft.replace(target)
    return True


def main() -> int:
    for source in sorted(CLONE.glob("locale/*/LC_MESSAGES/*.po")):
        try:
            if compile_catalogue(source):
                print(f"compiled {source.relative_to(CLONE)}")
        except (OSError, ValueError) as reason:
            print(f"{source.relative_to(CLONE)}: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
