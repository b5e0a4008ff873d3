"""The one way to the network: time-outs, a size cap, no redirects, never inside a transaction."""

import io
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from shop.common.atomicity import in_transaction
from shop.common.errors import DomainError

logger = logging.getLogger(__name__)

TIMEOUT = (3.0, 10.0)  # connect, read between two packets
_DEADLINE_SECONDS = 20.0
_MAX_BYTES = 2_000_000
_CHUNK = 65_536
_FILE_SECONDS = 600.0
_MAX_FILE_BYTES = 2_000_000_000
_REDIRECTS = range(300, 400)
_SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class _Limits:
    seconds: float
    max_bytes: int


def _limits(max_bytes: int) -> _Limits:
    return _Limits(seconds=_DEADLINE_SECONDS, max_bytes=max_bytes)


class NetworkInsideTransaction(RuntimeError):
    """The network was called inside a transaction: call it between two operations."""


class ProviderUnavailable(DomainError):
    """The other side did not answer, or said that it cannot.

    `may_have_arrived`: the request was sent, so what it asked for may have been done.
    """

    code = "provider_unavailable"
    message = _("The service is not reachable at the moment. Please try again shortly.")

    def __init__(self, *, may_have_arrived: bool = True) -> None:
        super().__init__()
        self.may_have_arrived = may_have_arrived


class ProviderAnswerInvalid(DomainError):
    """The other side answered something that its protocol does not allow."""

    code = "provider_answer_invalid"
    message = _("The service gave an answer that could not be read. Please try again later.")


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """Status and raw bytes; a status of 4xx is an answer too, and the adapter's to judge."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def text(self) -> str:
        try:
            return self.body.decode()
        except UnicodeDecodeError as garbage:
            raise ProviderAnswerInvalid from garbage


def refuse_inside_transaction() -> None:
    """Raise NetworkInsideTransaction in an atomic block; adapters of SDKs call this first."""
    if in_transaction():
        raise NetworkInsideTransaction


def http_get(
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: tuple[float, float] = TIMEOUT,
    max_bytes: int = _MAX_BYTES,
) -> HttpAnswer:
    """GET an address. Raises ProviderUnavailable or ProviderAnswerInvalid."""
    request = requests.Request("GET", url, params=params, headers=dict(headers or {}))
    return _exchange(request, timeout=timeout, limits=_limits(max_bytes))


def http_post(
    url: str,
    *,
    data: Mapping[str, str] | bytes | None = None,
    json: object = None,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: tuple[float, float] = TIMEOUT,
    max_bytes: int = _MAX_BYTES,
) -> HttpAnswer:
    """POST a form, bytes or JSON. Raises ProviderUnavailable or ProviderAnswerInvalid."""
    request = requests.Request(
        "POST", url, data=data, json=json, params=params, headers=dict(headers or {})
    )
    return _exchange(request, timeout=timeout, limits=_limits(max_bytes))


def http_download(
    url: str,
    *,
    into: BinaryIO,
    form: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: tuple[float, float] = TIMEOUT,
    max_bytes: int = _MAX_FILE_BYTES,
) -> HttpAnswer:
    """GET a large file piece by piece, or POST the form that asks for it.

    An answer other than 200 has its beginning as its body. Raises ProviderUnavailable or
    ProviderAnswerInvalid; what was written until then is worthless.
    """
    request = requests.Request(
        "GET" if form is None else "POST",
        url,
        data=form,
        params=params,
        headers=dict(headers or {}),
    )
    limits = _Limits(seconds=_FILE_SECONDS, max_bytes=max_bytes)
    return _exchange(request, timeout=timeout, limits=limits, into=into)


def was_never_sent(failure: BaseException | None) -> bool:
    """Say whether a failure of `requests` is certain to have come before anything was sent."""
    if isinstance(failure, requests.exceptions.ConnectTimeout | requests.exceptions.SSLError):
        return True
    if not isinstance(failure, requests.exceptions.ConnectionError) or not failure.args:
        return False
    cause = getattr(failure.args[0], "reason", failure.args[0])
    return isinstance(cause, NewConnectionError | ConnectTimeoutError | SSLError)


def _exchange(
    request: requests.Request,
    *,
    timeout: tuple[float, float],
    limits: _Limits,
    into: BinaryIO | None = None,
) -> HttpAnswer:
    refuse_inside_transaction()
    started = time.monotonic()
    with requests.Session() as session:
        session.trust_env = (
            False  # no proxy, no .netrc: what is set in the back office is what is called
        )
        try:
            answer = session.send(
                session.prepare_request(request),
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
            body = io.BytesIO()
            is_file = into is not None and answer.status_code == HTTPStatus.OK
            _read(answer, into if into and is_file else body, started=started, limits=limits)
        except (requests.RequestException, HTTPError) as failure:
            _log(request, type(failure).__name__, started)
            raise ProviderUnavailable(may_have_arrived=not was_never_sent(failure)) from failure
    _log(request, str(answer.status_code), started)
    return _checked(
        HttpAnswer(status=answer.status_code, body=body.getvalue(), headers=answer.headers)
    )


def _read(answer: requests.Response, into: BinaryIO, *, started: float, limits: _Limits) -> None:
    size = 0
    # read1 gives what has come so far, so that a server that drips cannot outlast the deadline.
    while chunk := answer.raw.read1(_CHUNK, decode_content=True):
        into.write(chunk)
        size += len(chunk)
        if size > limits.max_bytes:
            raise ProviderAnswerInvalid
        if time.monotonic() > started + limits.seconds:
            raise ProviderUnavailable


def _checked(answer: HttpAnswer) -> HttpAnswer:
    if answer.status >= _SERVER_ERROR:
        raise ProviderUnavailable
    if answer.status in _REDIRECTS:
        raise ProviderAnswerInvalid
    return answer


def _log(request: requests.Request, outcome: str, started: float) -> None:
    # Host and path only: queries, bodies and headers carry signatures and personal data.
    address = urlsplit(request.url)
    logger.info(
        "Called %s%s: %s",
        address.hostname,
        address.path,
        outcome,
        extra={"milliseconds": round((time.monotonic() - started) * 1000)},
    )
