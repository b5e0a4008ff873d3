"""The accounts that the shop has with gateways."""

from django.utils.translation import gettext_lazy as _

from shop.common.providers import ProviderField, declare_provider

declare_provider(
    key="alipay",
    label=_("Alipay"),
    fields=(
        ProviderField(
            name="gateway", label=_("Gateway"), help_text="https://openapi.alipay.com/gateway.do"
        ),
        ProviderField(name="app_id", label=_("App id")),
        ProviderField(name="seller_id", label=_("Seller id (2088…)")),
        ProviderField(name="alipay_public_key", label=_("Public key of Alipay"), is_long=True),
        ProviderField(
            name="app_private_key",
            label=_("Private key of the app"),
            is_secret=True,
            is_long=True,
        ),
    ),
)
