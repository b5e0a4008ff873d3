"""Send one HTTP request to a merchant; nothing is followed and nothing is trusted."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import IO

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Letter:
    """What goes over the wire."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What came back; status 0 means that nobody answered."""

    status: int
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917 - the base class's signature
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def post(*, url: str, letter: Letter) -> Reply:
    """Post the letter and return the answer, whatever it is; it never raises for the far side."""
    if not url.startswith(("http://", "https://")):
        return Reply(0, b"not an http address")
    request = urllib.request.Request(url, data=letter.body, headers=letter.headers)  # noqa: S310 - checked
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return Reply(answer.status, answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Reply(refusal.code, refusal.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as reason:
        return Reply(0, type(reason).__name__.encode())
