"""Writing the accounts with outside parties."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from shop.common.actors import Actor
from shop.common.models import ProviderAccount
from shop.common.selectors import forget_provider_accounts


@transaction.atomic
def save_provider_account(
    *,
    provider: str,
    is_enabled: bool,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    actor: Actor,
) -> ProviderAccount:
    """Write an account. Secrets that are not given, or empty, stay as they are."""
    rows = ProviderAccount.objects.select_for_update()
    account = rows.filter(provider=provider).first() or ProviderAccount(provider=provider)
    kept = json.loads(account.secrets) if account.secrets else {}
    given = {name: value for name, value in secrets.items() if value}
    account.is_enabled = is_enabled
    account.settings = dict(settings)
    account.secrets = json.dumps(kept | given)
    account.changed_by_id, account.changed_by_process = actor.user_id, actor.process
    account.changed_at = timezone.now()
    account.save()
    transaction.on_commit(forget_provider_accounts)
    return account
