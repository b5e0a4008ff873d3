"""Aliyun's request signature, version 3: ACS3-HMAC-SHA256 over method, query, headers and body."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.sandbox.models import ApiAccount, SmsNonce
from shop.sandbox.sms.refusals import AcsRefusal

ALGORITHM = "ACS3-HMAC-SHA256"
WINDOW = timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^,\s]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{{64}})"
)


@dataclass(frozen=True)
class SignedRequest:
    """What the signature covers. Header names are lower case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name, "").strip()


def text_to_sign(*, request: SignedRequest, signed_headers: str) -> str:
    """Write the request in its canonical form, hashed, as the secret signs it."""
    query = "&".join(
        f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in sorted(request.query)
    )
    headers = "".join(f"{name}:{request.header(name)}\n" for name in signed_headers.split(";"))
    canonical = "\n".join(
        (
            request.method,
            request.path,
            query,
            headers,
            signed_headers,
            request.header("x-acs-content-sha256"),
        )
    )
    return f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def check_signature(*, request: SignedRequest, account: ApiAccount) -> None:
    """Refuse a request that is not signed by this account, now, for the first time."""
    found = _AUTHORIZATION.fullmatch(request.header("authorization"))
    if found is None:
        raise AcsRefusal(
            "MissingAuthorization", "Authorization is missing or not ACS3-HMAC-SHA256."
        )
    key_id, signed_headers, signature = found.groups()
    if key_id != account.public_id:
        message = "Specified access key is not found."
        raise AcsRefusal("InvalidAccessKeyId.NotFound", message, status=404)
    _check_coverage(request, signed_headers)
    text = text_to_sign(request=request, signed_headers=signed_headers)
    right = hmac.new(account.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right, signature):
        raise AcsRefusal("SignatureDoesNotMatch", f"server string to sign is:{text}")
    _check_age(request.header("x-acs-date"))
    _use_up_nonce(request.header("x-acs-signature-nonce"))


def _check_coverage(request: SignedRequest, signed_headers: str) -> None:
    names = set(signed_headers.split(";"))
    must = {"host", *(name for name in request.headers if name.startswith("x-acs-"))}
    if not must <= names:
        raise AcsRefusal("IncompleteSignature", "host and every x-acs header must be signed.")
    body_hash = hashlib.sha256(request.body).hexdigest()
    if request.header("x-acs-content-sha256") != body_hash:
        raise AcsRefusal("SignatureDoesNotMatch", "x-acs-content-sha256 is not that of the body.")


def _check_age(text: str) -> None:
    try:
        sent = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as reason:
        raise AcsRefusal("InvalidTimeStamp.Format", "x-acs-date is not a UTC moment.") from reason
    if abs(timezone.now() - sent) > WINDOW:
        raise AcsRefusal("InvalidTimeStamp.Expired", "Specified time stamp is expired.")


def _use_up_nonce(nonce: str) -> None:
    now = timezone.now()
    SmsNonce.objects.filter(used_at__lt=now - 2 * WINDOW).delete()
    try:
        with transaction.atomic():
            SmsNonce.objects.create(nonce=nonce[:64], used_at=now)
    except IntegrityError as reason:
        raise AcsRefusal("SignatureNonceUsed", "Specified signature nonce was used.") from reason
