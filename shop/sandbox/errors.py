"""What the control door refuses."""


class BadControl(Exception):
    """What was asked at the control door cannot be done; the text says why."""

    def __init__(self, message: str, *, status: int = 422) -> None:
        super().__init__(message)
        self.status = status
