"""Merchants of UnionPay: made once with their certificate, and kept."""

import base64
import secrets
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.db import transaction

from shop.sandbox.models import UnionPayMerchant
from shop.sandbox.unionpay.authority import Key, authority, issue, new_key, pem_of

PFX_PASSWORD = "000000"  # noqa: S105 - the password of UnionPay's own test kit


@transaction.atomic
def merchant_named(*, name: str = "default") -> UnionPayMerchant:
    """Return the merchant of this name; the first caller makes it, the rest get the same."""
    known = UnionPayMerchant.objects.filter(name=name).first()
    if known is not None:
        return known
    UnionPayMerchant.objects.bulk_create([_new_merchant(name)], ignore_conflicts=True)
    return UnionPayMerchant.objects.get(name=name)


def _new_merchant(name: str) -> UnionPayMerchant:
    house, key, mer_id = authority(), new_key(), f"7772{secrets.randbelow(10**11):011d}"
    certificate = issue(
        name=f"041@{mer_id}@SANDBOX@1",
        key=key,
        by=x509.load_pem_x509_certificate(house.middle_cert.encode()),
        signed_with=cast(
            "Key", serialization.load_pem_private_key(house.middle_key.encode(), None)
        ),
        is_authority=False,
    )
    pfx = pkcs12.serialize_key_and_certificates(
        b"merchant",
        key,
        certificate,
        None,
        serialization.BestAvailableEncryption(PFX_PASSWORD.encode()),
    )
    return UnionPayMerchant(
        name=name,
        mer_id=mer_id,
        merchant_name="沙箱商家" if name == "default" else f"沙箱商家 {name}",
        cert=pem_of(certificate),
        cert_id=str(certificate.serial_number),
        pfx=base64.b64encode(pfx).decode(),
        pfx_password=PFX_PASSWORD,
    )
