"""Merchants' apps: made once with their keys, and kept."""

import secrets

from django.db import transaction

from shop.sandbox.keys import new_private_key, public_key_of
from shop.sandbox.models import AlipayApp


@transaction.atomic
def app_named(*, name: str = "default") -> AlipayApp:
    """Return the merchant's app of this name; the first caller makes it, the rest get the same."""
    known = AlipayApp.objects.filter(name=name).first()
    if known is not None:
        return known
    app_key, alipay_key = new_private_key(), new_private_key()
    fresh = AlipayApp(
        name=name,
        app_id=f"9021{secrets.randbelow(10**12):012d}",
        seller_id=f"2088{secrets.randbelow(10**12):012d}",
        merchant_name="沙箱商家" if name == "default" else f"沙箱商家 {name}",
        app_private_key=app_key,
        app_public_key=public_key_of(app_key),
        alipay_private_key=alipay_key,
        alipay_public_key=public_key_of(alipay_key),
    )
    AlipayApp.objects.bulk_create([fresh], ignore_conflicts=True)
    return AlipayApp.objects.get(name=name)
