"""How the search vector writes sounds and first letters, so that no word can be taken for one."""

_SOUND, _INITIALS = "py:", "in:"


def sound_lexeme(syllable: str) -> str:
    return f"{_SOUND}{syllable}"


def initials_lexeme(letters: str) -> str:
    return f"{_INITIALS}{letters}"


def quoted(lexeme: str) -> str:
    """Write a lexeme into a tsvector or tsquery that PostgreSQL does not cut again."""
    if "'" in lexeme or "\\" in lexeme:
        lexeme = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{lexeme}'"
