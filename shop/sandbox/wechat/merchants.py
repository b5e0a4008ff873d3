"""Merchants: made once with their keys, and kept."""

import secrets

from django.db import transaction

from shop.sandbox.keys import new_private_key, public_key_of
from shop.sandbox.models import WechatMerchant


@transaction.atomic
def merchant_named(*, name: str = "default") -> WechatMerchant:
    """Return the merchant of this name; the first caller makes it, the rest get the same."""
    known = WechatMerchant.objects.filter(name=name).first()
    if known is not None:
        return known
    own_key, platform_key = new_private_key(), new_private_key()
    fresh = WechatMerchant(
        name=name,
        mchid=f"19{secrets.randbelow(10**8):08d}",
        app_id=f"wx{secrets.token_hex(8)}",
        merchant_name="沙箱商家" if name == "default" else f"沙箱商家 {name}",
        certificate_serial=secrets.token_hex(20).upper(),
        merchant_private_key=own_key,
        merchant_public_key=public_key_of(own_key),
        api_v3_key=secrets.token_hex(16),
        public_key_id=f"PUB_KEY_ID_01{secrets.randbelow(10**28):028d}",
        platform_private_key=platform_key,
        platform_public_key=public_key_of(platform_key),
    )
    WechatMerchant.objects.bulk_create([fresh], ignore_conflicts=True)
    return WechatMerchant.objects.get(name=name)
