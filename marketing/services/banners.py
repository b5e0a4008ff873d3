"""Banners as staff place them."""

from django.db import transaction

from marketing.models import Banner
from marketing.selectors.banners import forget_channel_banners
from shop.common.actors import Actor


@transaction.atomic
def save_banner(*, banner: Banner, actor: Actor) -> Banner:
    """Save a banner; pages show it at once. Whoever saves it answers for it if nobody does."""
    banner.name_owner(actor.user_id)
    banner.save()
    transaction.on_commit(forget_channel_banners)
    return banner


@transaction.atomic
def delete_banner(*, banner_id: int, actor: Actor) -> None:
    """Show a banner no more."""
    del actor
    Banner.objects.filter(pk=banner_id).delete()
    transaction.on_commit(forget_channel_banners)
