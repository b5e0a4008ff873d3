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

declare_provider(
    key="unionpay",
    label=_("UnionPay"),
    fields=(
        ProviderField(
            name="front_url",
            label=_("Address of the cashier"),
            help_text="https://gateway.95516.com/gateway/api/frontTransReq.do",
        ),
        ProviderField(
            name="back_url",
            label=_("Address for refunds"),
            help_text="https://gateway.95516.com/gateway/api/backTransReq.do",
        ),
        ProviderField(
            name="query_url",
            label=_("Address for questions"),
            help_text="https://gateway.95516.com/gateway/api/queryTrans.do",
        ),
        ProviderField(
            name="file_url",
            label=_("Address of statements"),
            help_text="https://filedownload.95516.com/",
        ),
        ProviderField(name="mer_id", label=_("Merchant number (15 digits)")),
        ProviderField(
            name="root_cert",
            label=_("Root certificate of UnionPay"),
            help_text=_("PEM. While UnionPay changes it: the new one below the old one."),
            is_long=True,
        ),
        ProviderField(
            name="middle_cert",
            label=_("Middle certificate of UnionPay"),
            help_text=_("PEM. While UnionPay changes it: the new one below the old one."),
            is_long=True,
        ),
        ProviderField(
            name="is_test",
            label=_("Test environment"),
            help_text=_("Write yes to believe UnionPay's test certificates too; never in a shop."),
        ),
        ProviderField(
            name="pfx",
            label=_("Certificate of the merchant (PFX in base64)"),
            is_secret=True,
            is_long=True,
        ),
        ProviderField(name="pfx_password", label=_("Password of the PFX"), is_secret=True),
    ),
)
