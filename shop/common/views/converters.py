"""Parts of addresses that every app has."""


class ReadableSlug:
    """A readable part, also in Chinese. A NUL is no text, and PostgreSQL would refuse it."""

    regex = r"[^/\x00]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
