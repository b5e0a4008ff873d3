"""The accounts that the shop has with tracking services."""

from django.utils.translation import gettext_lazy as _

from shop.common.providers import ProviderField, declare_provider

declare_provider(
    key="kuaidi100",
    label=_("Kuaidi100"),
    fields=(
        ProviderField(
            name="query_url",
            label=_("Address"),
            help_text="https://poll.kuaidi100.com/poll/query.do",
        ),
        ProviderField(name="customer", label=_("Customer")),
        ProviderField(name="key", label=_("Key"), is_secret=True),
    ),
)
