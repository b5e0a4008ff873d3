"""How the search vector writes sounds, first letters and ends, so that no word is taken for one."""

_SOUND, _INITIALS, _END = "py:", "in:", "end:"


def sound_lexeme(syllable: str) -> str:
    return f"{_SOUND}{syllable}"


def initials_lexeme(letters: str) -> str:
    return f"{_INITIALS}{letters}"


def end_lexeme(character: str) -> str:
    return f"{_END}{character}"


def quoted(lexeme: str) -> str:
    """Write a lexeme into a tsvector or tsquery that PostgreSQL does not cut again."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"
