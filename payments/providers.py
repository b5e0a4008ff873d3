"""The accounts that the shop has with gateways."""

from django.utils.translation import gettext_lazy as _

from payments.account_checks import (
    check_former_keys,
    check_pfx,
    read_api_key,
    read_certificates,
    read_pfx,
)
from payments.gateways.keys import private_key_pem, public_key_pem
from shop.common.providers import (
    ProviderField,
    declare_provider,
    read_address,
    read_day,
    read_networks,
)

_TRIAL = "payments.tasks.try_account"
_NOTIFY_FROM = ProviderField(
    name="notify_from",
    read=read_networks,
    label=_("Addresses that may notify"),
    help_text=_(
        "IP addresses or networks with blanks between; empty: all. Signatures count anyway."
    ),
)
_FORMER_UNTIL = ProviderField(
    name="former_until",
    read=read_day,
    label=_("Last day of the former keys"),
    help_text=_("As 2026-12-31. Until then the former keys count, too."),
)

# What names the shop's account: a trade that was made under one is nothing under another. What is
# transferred names our own number, whatever the account.
ACCOUNT_NAMES = {
    "alipay": ("app_id", "seller_id"),
    "unionpay": ("mer_id",),
    "wechat": ("merchant_id", "app_id"),
}

declare_provider(
    key="transfer",
    label=_("Bank transfer"),
    fields=(
        ProviderField(name="account_name", label=_("Name of the account")),
        ProviderField(name="bank", label=_("Bank and branch")),
        ProviderField(name="account_number", label=_("Account number")),
    ),
)
declare_provider(
    key="alipay",
    check=check_former_keys,
    trial=_TRIAL,
    label=_("Alipay"),
    fields=(
        ProviderField(
            name="gateway",
            read=read_address,
            label=_("Gateway"),
            help_text="https://openapi.alipay.com/gateway.do",
        ),
        ProviderField(name="app_id", label=_("App id")),
        ProviderField(name="seller_id", label=_("Seller id (2088…)")),
        ProviderField(
            name="alipay_public_key",
            read=public_key_pem,
            label=_("Public key of Alipay"),
            is_long=True,
        ),
        ProviderField(
            name="former_alipay_public_key",
            read=public_key_pem,
            label=_("Alipay's former public key"),
            help_text=_("While you change keys: the new one above, the old one here."),
            is_long=True,
        ),
        _FORMER_UNTIL,
        _NOTIFY_FROM,
        ProviderField(
            name="app_private_key",
            read=private_key_pem,
            label=_("Private key of the app"),
            is_secret=True,
            is_long=True,
        ),
    ),
)

declare_provider(
    key="unionpay",
    check=check_pfx,
    trial=_TRIAL,
    label=_("UnionPay"),
    fields=(
        ProviderField(
            name="front_url",
            read=read_address,
            label=_("Address of the cashier"),
            help_text="https://gateway.95516.com/gateway/api/frontTransReq.do",
        ),
        ProviderField(
            name="back_url",
            read=read_address,
            label=_("Address for refunds"),
            help_text="https://gateway.95516.com/gateway/api/backTransReq.do",
        ),
        ProviderField(
            name="query_url",
            read=read_address,
            label=_("Address for questions"),
            help_text="https://gateway.95516.com/gateway/api/queryTrans.do",
        ),
        ProviderField(
            name="file_url",
            read=read_address,
            label=_("Address of statements"),
            help_text="https://filedownload.95516.com/",
        ),
        ProviderField(name="mer_id", label=_("Merchant number (15 digits)")),
        _NOTIFY_FROM,
        ProviderField(
            name="root_cert",
            read=read_certificates,
            label=_("Root certificate of UnionPay"),
            help_text=_("PEM. While UnionPay changes it: the new one below the old one."),
            is_long=True,
        ),
        ProviderField(
            name="middle_cert",
            read=read_certificates,
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
            read=read_pfx,
            label=_("Certificate of the merchant (PFX in base64)"),
            is_secret=True,
            is_long=True,
        ),
        ProviderField(name="pfx_password", label=_("Password of the PFX"), is_secret=True),
    ),
)

declare_provider(
    key="wechat",
    check=check_former_keys,
    trial=_TRIAL,
    label=_("WeChat Pay"),
    fields=(
        ProviderField(
            name="gateway",
            read=read_address,
            label=_("Gateway"),
            help_text="https://api.mch.weixin.qq.com",
        ),
        ProviderField(name="merchant_id", label=_("Merchant number (mchid)")),
        ProviderField(
            name="app_id",
            label=_("App id (wx…)"),
            help_text=_("Of the official account that is bound to the merchant number."),
        ),
        ProviderField(
            name="app_secret",
            label=_("App secret of the official account"),
            help_text=_(
                "For paying inside WeChat, together with the next two; without it a code for "
                "another phone is offered there."
            ),
            is_secret=True,
        ),
        ProviderField(
            name="log_in_page",
            read=read_address,
            label=_("Page of WeChat's log-in"),
            help_text="https://open.weixin.qq.com/connect/oauth2/authorize",
        ),
        ProviderField(
            name="log_in_api",
            read=read_address,
            label=_("Address that says who has logged in"),
            help_text="https://api.weixin.qq.com/sns/oauth2/access_token",
        ),
        ProviderField(
            name="certificate_serial",
            label=_("Serial number of the merchant's certificate"),
        ),
        ProviderField(
            name="private_key",
            read=private_key_pem,
            label=_("Private key of the merchant"),
            help_text="apiclient_key.pem",
            is_secret=True,
            is_long=True,
        ),
        ProviderField(name="api_v3_key", read=read_api_key, label=_("APIv3 key"), is_secret=True),
        ProviderField(
            name="public_key_id",
            label=_("Id of WeChat's public key"),
            help_text="PUB_KEY_ID_…",
        ),
        ProviderField(
            name="public_key",
            read=public_key_pem,
            label=_("WeChat's public key"),
            help_text="pub_key.pem",
            is_long=True,
        ),
        ProviderField(
            name="former_public_key_id",
            label=_("Id of WeChat's former public key"),
            help_text=_("Still accepted while the keys change; empty it afterwards."),
        ),
        ProviderField(
            name="former_public_key",
            read=public_key_pem,
            label=_("WeChat's former public key"),
            is_long=True,
        ),
        ProviderField(
            name="former_api_v3_key", read=read_api_key, label=_("Former APIv3 key"), is_secret=True
        ),
        _FORMER_UNTIL,
        _NOTIFY_FROM,
    ),
)
