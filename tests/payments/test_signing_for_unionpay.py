"""Signatures of UnionPay, against check vectors and against what openssl made."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from payments.errors import GatewayKeysInvalid
from payments.gateways.unionpay_signatures import (
    Trust,
    is_signed,
    merchant_key,
    sign,
    signed_digest,
    signer_of,
    trust_in,
)
from tests.factories.unionpay import (
    LAST_DAY,
    SIGNER,
    TEST_SIGNER,
    certificate,
    middle,
    pem,
    root,
    signed,
    signing,
)

pytestmark = pytest.mark.req("PAY-03", "PAY-06")
MADE = Path(__file__).parent / "made_by_openssl"
AT = datetime(2027, 1, 1, tzinfo=UTC)
# The string of the check vector, and the hex of it that is signed.
FIELDS = {
    "accessType": "0",
    "backUrl": "https://shop.example/back",
    "bizType": "000201",
    "certId": "68759663125",
    "channelType": "07",
    "currencyCode": "156",
    "encoding": "UTF-8",
    "frontUrl": "https://shop.example/front",
    "merId": "777290058110048",
    "orderId": "20260102030405001",
    "signMethod": "01",
    "txnAmt": "100",
    "txnSubType": "01",
    "txnTime": "20260102030405",
    "txnType": "01",
    "version": "5.1.0",
}
VECTOR = b"3beee3df8b21346f3b63d4aa968299c38441e117182d05e6b870dc98273f29f3"
# Of signMethod 11, a shared key: the shop does not take it, but it signs the same string.
OTHER_VECTOR = "770a0fdb77e636b3e9347d20f34eaec61abad8d84434687e78dd0767e32da669"
# How PKCS#1 v1.5 marks a SHA-256 digest.
SHA256_MARK = bytes.fromhex("3031300d060960864801650304020105000420")


def made(name: str) -> str:
    return (MADE / name).read_text()


def message() -> dict[str, str]:
    pairs = (pair.partition("=") for pair in made("message.txt").split("&"))
    return {name: value for name, _is, value in pairs}


def trust(roots: str | None = None, middles: str | None = None, *, is_test: bool = False) -> Trust:
    return trust_in(
        roots=pem(root()) if roots is None else roots,
        middles=pem(middle()) if middles is None else middles,
        is_test=is_test,
    )


def is_believed(fields: dict[str, str], *, by: Trust, at: datetime = AT) -> bool:
    signer = signer_of(fields, trust=by, at=at)
    return signer is not None and is_signed(fields, by=signer)


def test_what_is_signed_is_the_check_vector():
    assert signed_digest(FIELDS) == VECTOR


def test_the_other_method_gives_its_check_vector_over_the_same_string():
    text = "&".join(f"{name}={FIELDS[name]}" for name in sorted(FIELDS))
    key = hashlib.sha256(b"key123").hexdigest()

    assert hashlib.sha256(text.encode()).hexdigest().encode() == signed_digest(FIELDS)
    assert hashlib.sha256(f"{text}&{key}".encode()).hexdigest() == OTHER_VECTOR


def test_empty_values_and_an_old_signature_do_not_count():
    assert signed_digest(FIELDS | {"reqReserved": "", "signature": "x"}) == VECTOR


def test_our_signature_is_right_by_bare_arithmetic():
    key = merchant_key(pfx=made("merchant_pfx.txt"), password="000000")
    public = x509.load_pem_x509_certificate(made("merchant.pem").encode()).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    numbers = public.public_numbers()

    raw = int.from_bytes(base64.b64decode(sign(FIELDS, key.key)), "big")
    opened = pow(raw, numbers.e, numbers.n).to_bytes(256, "big")

    digest = hashes.Hash(hashes.SHA256())
    digest.update(VECTOR)
    tail = SHA256_MARK + digest.finalize()
    assert opened == b"\0\1" + b"\xff" * (253 - len(tail)) + b"\0" + tail


@pytest.mark.parametrize("name", ["merchant_pfx.txt", "merchant_pfx_old_style.txt"])
def test_the_number_of_the_merchants_certificate_is_its_serial_in_decimals(name):
    assert merchant_key(pfx=made(name), password="000000").cert_id == "68759663125"


@pytest.mark.parametrize(
    ("pfx", "password"),
    [("merchant_pfx.txt", "111111"), ("merchant.pem", "000000")],
    ids=["wrong password", "no PFX"],
)
def test_a_pfx_that_cannot_be_opened_is_said_at_once(pfx, password):
    with pytest.raises(GatewayKeysInvalid):
        merchant_key(pfx=made(pfx), password=password)


@pytest.mark.parametrize("wrong", [{"roots": "no PEM"}, {"middles": ""}])
def test_certificates_that_cannot_be_read_are_said_at_once(wrong):
    with pytest.raises(GatewayKeysInvalid):
        trust(**wrong)


def test_a_message_that_openssl_signed_is_believed():
    theirs = trust(roots=made("root.pem"), middles=made("middle.pem"))
    fields = message() | {"signature": made("signature.txt").strip()}

    assert is_believed(fields, by=theirs)
    assert not is_believed(fields | {"signature": made("signature_sha1.txt").strip()}, by=theirs)
    assert not is_believed(fields | {"txnAmt": "9989"}, by=theirs)
    assert not is_believed(fields, by=trust())


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize("name", [*sorted(FIELDS), "signPubKeyCert"])
def test_no_field_can_be_altered(name):
    fields = signed(FIELDS)
    assert is_believed(fields, by=trust())

    assert not is_believed(fields | {name: fields[name] + "1"}, by=trust())


@pytest.mark.fault("false-notification")
def test_sha1_is_refused():
    assert not is_believed(signed(FIELDS, algorithm=hashes.SHA1()), by=trust())


@pytest.mark.fault("false-notification")
@pytest.mark.parametrize("method", ["11", "12", ""])
def test_other_ways_of_signing_are_refused(method):
    fields = signed(FIELDS)

    assert not is_believed(fields | {"signMethod": method}, by=trust())


@pytest.mark.fault("false-notification")
def test_another_ones_certificate_is_refused():
    merchants = certificate(
        "041@777290058110048@某商户@1", "signing", by=middle(), by_key="root middle"
    )
    strangers = signing(SIGNER, "another root")
    own = certificate(SIGNER, "signing")
    by_a_merchant = certificate(SIGNER, "signing", by=signing(), by_key="signing")
    under_root = certificate(SIGNER, "signing", by=root(), by_key="root")

    for foreign in (merchants, strangers, own, by_a_merchant, under_root):
        assert not is_believed(signed(FIELDS, cert=foreign), by=trust()), foreign.issuer


@pytest.mark.fault("false-notification")
def test_a_certificate_counts_only_within_its_dates():
    fields = signed(FIELDS)

    assert is_believed(fields, by=trust(), at=LAST_DAY - timedelta(seconds=1))
    assert not is_believed(fields, by=trust(), at=LAST_DAY + timedelta(seconds=1))
    assert not is_believed(fields, by=trust(), at=datetime(2019, 12, 31, tzinfo=UTC))


@pytest.mark.fault("false-notification")
def test_a_chain_with_an_expired_middle_is_refused():
    days = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
    old = certificate(
        "root middle", "root middle", by=root(), by_key="root", is_authority=True, days=days
    )

    assert not is_believed(signed(FIELDS), by=trust(middles=pem(old)))
    assert is_believed(signed(FIELDS), by=trust(middles=pem(old, middle())))


def test_the_test_environments_name_counts_only_there():
    fields = signed(FIELDS, cert=signing(TEST_SIGNER))

    assert not is_believed(fields, by=trust())
    assert is_believed(fields, by=trust(is_test=True))


def test_old_and_new_certificates_are_believed_side_by_side():
    new_root, new_middle = root("new root"), middle("new root")
    both = trust(roots=pem(root(), new_root), middles=pem(middle(), new_middle))

    assert is_believed(signed(FIELDS), by=both)
    assert is_believed(signed(FIELDS, cert=signing(SIGNER, "new root")), by=both)
    assert not is_believed(signed(FIELDS, cert=signing(SIGNER, "new root")), by=trust())


@pytest.mark.parametrize("cert", ["", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_certificate_that_is_none_is_refused(cert):
    assert signer_of(signed(FIELDS) | {"signPubKeyCert": cert}, trust=trust(), at=AT) is None
