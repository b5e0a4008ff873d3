"""Aliyun's refusals: the gateway's own come as HTTP errors, the SMS service's as HTTP 200."""


class AcsRefusal(Exception):
    """The gateway in front of every Aliyun service says no."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status


class SmsRefusal(Exception):
    """The SMS service says no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
