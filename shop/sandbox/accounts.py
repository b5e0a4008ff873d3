"""Accounts at the small providers: made once, and kept."""

import secrets

from shop.sandbox.models import ApiAccount


def account_at(*, provider: str) -> ApiAccount:
    """Return the merchant's account; the first caller makes it, the rest get the same."""
    known = ApiAccount.objects.filter(provider=provider).first()
    if known is not None:
        return known
    fresh = ApiAccount(
        provider=provider,
        public_id=secrets.token_hex(16).upper(),
        secret=secrets.token_urlsafe(24),
    )
    ApiAccount.objects.bulk_create([fresh], ignore_conflicts=True)
    return ApiAccount.objects.get(provider=provider)
