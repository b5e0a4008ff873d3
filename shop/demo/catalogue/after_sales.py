"""After-sales policies as the product pages state them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReturnPolicy:
    """`days` is how long a product may go back without a reason; 0 where the law lets us exclude it."""

    days: int
    text: str


CONTACT = "客服热线 400-000-0000（示例号码），每天 9:00 至 21:00。"

RETURN_POLICIES = {
    "seven_days": ReturnPolicy(
        7, "签收次日起 7 天内，商品完好可无理由退货；为查看商品而拆包装不影响退货。"
    ),
    "seven_days_sealed": ReturnPolicy(
        7,
        "签收次日起 7 天内，一次性密封未拆的可无理由退货；拆封后因卫生原因不支持无理由退货，下单时会请您确认。质量问题不受此限。",
    ),
    "electronics": ReturnPolicy(
        7,
        "签收次日起 7 天内，商品完好可无理由退货；激活后价值贬损较大的商品不支持无理由退货，下单时会请您确认。质量问题不受此限。",
    ),
    "no_reason_excluded": ReturnPolicy(
        7,
        "签收次日起 7 天内，未拆封可无理由退货；食品与宠物食品拆封后影响安全，不支持无理由退货，下单时会请您确认。质量问题不受此限。",
    ),
    "fresh": ReturnPolicy(
        0, "鲜活易腐商品依法不适用七天无理由退货；签收 24 小时内坏果拍照，按坏果比例赔付。"
    ),
}
