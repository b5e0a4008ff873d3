"""The roles of the staff, each with the least that its work needs.

A role is a Django group. The rights of a custom kind are named as they are; those on rows by
letters: v(iew), a(dd), c(hange), d(elete).
"""

from dataclasses import dataclass

_ACTIONS = {"v": "view", "a": "add", "c": "change", "d": "delete"}


@dataclass(frozen=True, kw_only=True)
class Role:
    """`name` is the group's: data in the language of the shop, so that operators may rename it."""

    code: str
    name: str
    rows: dict[str, str]
    rights: tuple[str, ...] = ()

    @property
    def permissions(self) -> frozenset[str]:
        """Return every right as "app.codename"."""
        on_rows = {
            f"{app}.{_ACTIONS[letter]}_{model}"
            for label, letters in self.rows.items()
            for app, model in [label.split(".")]
            for letter in letters
        }
        return frozenset(on_rows | set(self.rights))


_GOODS = (
    "brand", "category", "producttype", "attribute", "attributevalue", "tag", "product",
    "productattribute", "productpicture", "mediaasset", "mediafolder", "sku", "skuprice",
)  # fmt: skip
_MEDIA = ("mediaasset", "mediafolder")
_WORDS = ("claim", "claimexception")
_DOCUMENTS = ("qualification", "qualificationkind")
_SEARCH = ("synonym", "hotword")
_MISSED = {"catalog.missedword": "vd"}
_STOCK = ("stocklevel", "stockmovement", "reservation", "stockalert", "warehouse")
_TERMS = (
    "carrier", "deliverymethod", "freighttemplate", "freightzone", "freightzoneregion",
    "productfreight",
)  # fmt: skip
_PARCELS = ("shipment", "parcel")
_BOOKS = (
    "paymentplan", "paymentattempt", "refund", "notification", "notificationrefusal", "ledgerentry",
    "statement", "difference", "bankreceipt",
)  # fmt: skip
_TWO_PEOPLE = ("transferreceipt", "refundproposal", "refundpart")
_CONTENT = ("banner", "homeblock", "article", "helpgroup")


def _on(app: str, models: tuple[str, ...], letters: str) -> dict[str, str]:
    return {f"{app}.{model}": letters for model in models}


ROLES = (
    Role(
        code="operations_manager",
        name="运营经理",
        rows={
            **_on("catalog", _SEARCH, "vacd"),
            **_MISSED,
            **_on("catalog", _GOODS, "vacd"),
            **_on("catalog", _WORDS, "vacd"),
            **_on("catalog", _DOCUMENTS, "vac"),
            "catalog.productflag": "vc",
            "catalog.claimwaiver": "vad",
            **_on("inventory", _STOCK, "v"),
            "inventory.warehouse": "vac",
            "inventory.bin": "vac",
            "inventory.warehouseprovince": "vacd",
            "inventory.stocklevel": "vc",
            "inventory.skusupply": "vc",
            **_on("logistics", _TERMS, "vacd"),
            **_on("logistics", _PARCELS, "v"),
            **_on("marketing", _CONTENT, "vacd"),
            "shop.deadlink": "vc",
            "shop.outsidelink": "v",
            "marketing.review": "v",
            **_on("payments", _TWO_PEOPLE, "v"),
            **_on("payments", _BOOKS, "v"),
            "orders.order": "vc",
            "orders.pickwave": "v",
            "customers.user": "vc",
            "customers.blacklistentry": "vac",
            "payments.riskrule": "vac",
            "payments.riskassessment": "v",
            "payments.risktrial": "va",
            "analytics.dailyfigures": "v",
            "analytics.report": "va",
            "common.message": "vc",
            "common.messagetemplate": "vac",
            "common.policyvalue": "vc",
            "common.reveallog": "v",
            "shop.sitesettings": "vac",
        },
        rights=(
            "catalog.check_product",
            "catalog.approve_product",
            "marketing.moderate_review",
            "catalog.withdraw_product",
            "marketing.answer_review",
            "catalog.list_product",
            "marketing.publish_article",
            "orders.check_order",
            "payments.enforce_riskrule",
            "orders.cancel_order",
            "orders.refund_order",
            "payments.settle_difference",
            "customers.reveal_personal_data",
            "inventory.receive_stockalert",
            "analytics.view_dashboard",
        ),
    ),
    Role(
        code="operations_supervisor",
        name="运营主管",
        rows={
            **_on("catalog", _GOODS, "vac"),
            **_on("catalog", _WORDS, "vac"),
            **_on("catalog", _DOCUMENTS, "vac"),
            "catalog.productflag": "vc",
            "catalog.claimwaiver": "va",
            **_on("inventory", _STOCK, "v"),
            "inventory.skusupply": "vc",
            **_on("logistics", _TERMS, "v"),
            **_on("logistics", _PARCELS, "v"),
            "marketing.banner": "vac",
            "marketing.review": "v",
            "payments.paymentplan": "v",
            "orders.order": "vc",
            "orders.pickwave": "v",
            "customers.user": "v",
            "customers.blacklistentry": "vac",
            "payments.riskrule": "vac",
            "payments.riskassessment": "v",
            "payments.risktrial": "va",
        },
        rights=(
            "catalog.check_product",
            "catalog.list_product",
            "marketing.moderate_review",
            "catalog.withdraw_product",
            "marketing.answer_review",
            "orders.check_order",
            "orders.cancel_order",
            "customers.reveal_personal_data",
            "inventory.receive_stockalert",
            "analytics.view_dashboard",
        ),
    ),
    Role(
        code="operations_specialist",
        name="运营专员",
        rows={
            **_on("catalog", _SEARCH, "vacd"),
            **_MISSED,
            **_on("catalog", _GOODS, "vac"),
            **_on("catalog", _WORDS, "v"),
            **_on("catalog", _DOCUMENTS, "v"),
            "catalog.qualification": "va",
            "catalog.productflag": "v",
            **_on("inventory", _STOCK, "v"),
            "inventory.skusupply": "vc",
            **_on("logistics", _TERMS, "v"),
            **_on("logistics", _PARCELS, "v"),
            **_on("marketing", _CONTENT, "v"),
            "marketing.review": "v",
            "payments.paymentplan": "v",
            "orders.order": "vc",
            "orders.pickwave": "v",
            "customers.user": "v",
            "customers.blacklistentry": "v",
            "payments.riskassessment": "v",
        },
        rights=(
            "catalog.list_product",
            "inventory.enter_first_stock",
            "marketing.moderate_review",
            "catalog.withdraw_product",
            "orders.check_order",
            "orders.cancel_order",
            "customers.reveal_personal_data",
            "inventory.receive_stockalert",
            "analytics.view_dashboard",
        ),
    ),
    Role(
        code="content_editor",
        name="内容编辑",
        rows={
            **_on(
                "catalog", ("category", "producttype", "attribute", "attributevalue", "sku"), "v"
            ),
            **_on("catalog", ("brand", "tag", "product", "productattribute"), "vac"),
            **_on("catalog", _SEARCH, "vacd"),
            **_MISSED,
            **_on("catalog", ("productpicture", *_MEDIA), "vacd"),
            **_on("marketing", _CONTENT, "vac"),
            "shop.deadlink": "vc",
            "shop.outsidelink": "v",
        },
    ),
    Role(
        code="warehouse_worker",
        name="仓库员工",
        rows={
            **_on("inventory", _STOCK, "v"),
            "inventory.stocklevel": "vc",
            "inventory.bin": "vac",
            **_on("logistics", _PARCELS, "v"),
        },
        rights=("orders.pick_order", "orders.ship_order"),
    ),
    Role(
        code="customer_service",
        name="客服",
        rows={
            "catalog.product": "v",
            "orders.order": "vc",
            **_on("logistics", _PARCELS, "v"),
            "payments.paymentplan": "v",
            "customers.user": "v",
            "common.message": "v",
            "marketing.review": "v",
        },
        rights=(
            "marketing.answer_review",
            "orders.cancel_order",
            "orders.propose_refund",
            "customers.reveal_personal_data",
        ),
    ),
    Role(
        code="finance",
        name="财务",
        rows={
            **_on("payments", _TWO_PEOPLE, "v"),
            "payments.transferreceipt": "va",
            **_on("payments", _BOOKS, "v"),
            "payments.bankreceipt": "va",
            "orders.order": "v",
            "payments.riskassessment": "v",
            "analytics.dailyfigures": "v",
            "analytics.report": "va",
        },
        rights=(
            "orders.refund_order",
            "payments.settle_difference",
            "analytics.view_dashboard",
        ),
    ),
    Role(
        code="marketing",
        name="市场推广",
        rows={
            **_on("catalog", _SEARCH, "vac"),
            **_MISSED,
            **_on("catalog", ("product", "category", "brand"), "v"),
            "catalog.tag": "vac",
            **_on("catalog", _MEDIA, "vac"),
            "marketing.banner": "vacd",
            **_on("marketing", ("homeblock", "article"), "vac"),
        },
        rights=("analytics.view_dashboard",),
    ),
    Role(
        code="analyst",
        name="数据分析师",
        rows={
            "catalog.product": "v",
            "analytics.dailyfigures": "v",
            "analytics.report": "va",
        },
        rights=("analytics.view_dashboard",),
    ),
)


def role(code: str) -> Role:
    """Return a role by its code."""
    return next(known for known in ROLES if known.code == code)
