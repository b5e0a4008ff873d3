"""What the demo shop says about itself. Company, licence and filing numbers are invented."""

SITE = {
    "shop_name": "开店生活馆",
    "introduction": "服饰、数码、家居与日常吃用，一家小店慢慢挑。",
    "company_name": "示例市开店商贸有限公司（演示）",
    "company_address": "浙江省嘉兴市秀洲区运帆大道 226 号（演示地址）",
    "telephone": "400-000-0000",
    "email": "service@kaidian.example",
    "licence_number": "91330000DEMO00000X（示例）",
    "icp_number": "浙ICP备00000000号-1（示例）",
    "police_number": "浙公网安备 33000000000000号（示例）",
    "title": "开店生活馆：服饰、数码、家居与日常好物",
    "keywords": "连衣裙,马丁靴,蓝牙耳机,空气炸锅,马克杯,坚果,瑜伽垫",
    "description": (
        "开店生活馆提供服饰鞋包、手机数码、家用电器、家居、美妆、食品与户外用品，"
        "多数商品满 99 元包邮。"
    ),
}
