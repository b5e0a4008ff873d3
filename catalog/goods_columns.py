"""The columns of goods in a sheet: one row per SKU, what is said of the product beside it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from catalog.region_cells import sales_area
from catalog.selectors.goods_lookups import category_words, type_words
from shop.common.sheets.columns import (
    Column,
    moment,
    money,
    one_of,
    pairs,
    text,
    whole,
    words,
    yes_no,
)

NUMBER = Column(
    name="number",
    titles=("商品编号", "Product number", "SPU"),
    read=text(20),
    hint=_("Of a product that is there. Empty for a new one."),
)
OUTSIDE_CODE = Column(
    name="outside_code",
    titles=("外部编码", "Outside code", "商家编码", "Handle"),
    read=text(80),
    hint=_("Your own key of the product: rows with the same one are one product."),
    example="TEE-2026",
)
SKU_CODE = Column(
    name="sku_code",
    titles=("SKU编码", "SKU code", "SKU", "规格编码"),
    read=text(60),
    hint=_("Empty: made from the product number and the values."),
    example="TEE-2026-RED-M",
)
_SETS_PRICES = ("catalog.change_skuprice",)
_CHANGES_SKUS = ("catalog.change_sku",)

SALE_PRICE = Column(
    name="sale_price",
    permissions=_SETS_PRICES,
    titles=("售价", "Selling price", "现价", "销售价", "Price"),
    read=money,
    hint=_("In yuan. A changed price begins at the import and is kept in the history."),
    example="59.00",
)
LIST_PRICE = Column(
    name="list_price",
    permissions=_SETS_PRICES,
    titles=("划线价", "List price", "原价", "市场价", "Compare at price"),
    read=money,
    is_clearable=True,
    hint=_("The price struck through. (empty) ends it."),
    example="89.00",
)
TITLE = Column(
    name="title",
    titles=("商品标题", "Title", "标题", "商品名称"),
    read=text(120),
    example="纯棉圆领短袖T恤",
)
VALUES = Column(
    name="values",
    titles=("规格", "Values", "规格值", "Options"),
    read=pairs,
    hint=_("Name and value of what makes the SKU, such as 颜色:红;尺码:M"),
    example="颜色:红;尺码:M",
)

GOODS = (
    NUMBER,
    OUTSIDE_CODE,
    TITLE,
    Column(
        name="category",
        titles=("类目", "Category", "分类"),
        read=text(200),
        choices=category_words,
        hint=_("Its path, such as 女装/连衣裙."),
    ),
    Column(
        name="product_type",
        titles=("商品类型", "Product type", "类型"),
        read=text(40),
        choices=type_words,
        hint=_("Decides which attributes there are. Only for new products."),
    ),
    Column(name="brand", titles=("品牌", "Brand"), read=text(60), is_clearable=True),
    Column(
        name="selling_points",
        titles=("卖点", "Introduction", "简介"),
        read=text(200),
        is_clearable=True,
    ),
    Column(
        name="detail",
        titles=("详情", "Detail page", "商品详情"),
        read=text(500_000),
        is_clearable=True,
        hint=_("Text or HTML; what could run is taken out."),
    ),
    Column(
        name="after_sale_policy",
        titles=("售后说明", "After-sales policy"),
        read=text(5_000),
        is_clearable=True,
    ),
    Column(
        name="return_days",
        titles=("无理由退货天数", "Days of no-reason return"),
        read=whole(0, 365),
        example="7",
    ),
    Column(
        name="warranty_months",
        titles=("保修月数", "Warranty in months"),
        read=whole(0, 600),
        example="0",
    ),
    Column(
        name="tags",
        titles=("标签", "Tags"),
        read=words(20),
        is_clearable=True,
        hint=_("Several with commas, from the list of tags."),
    ),
    Column(
        name="attributes",
        titles=("属性", "Attributes", "商品属性"),
        read=pairs,
        hint=_("Such as 材质:棉;厚度:薄. Several choices with a slash: 季节:春/夏"),
    ),
    Column(
        name="owner",
        titles=("负责人", "Responsible operator", "Owner"),
        read=text(20),
        hint=_("Number of the member of staff. Empty for new ones: whoever imports."),
    ),
    Column(
        name="sales_regions",
        titles=("销售区域", "Sales regions", "销售地区"),
        read=sales_area,
        hint=_(
            "Provinces, cities or districts by name, path or code; 全国 for everywhere, 除: before"
            " those where it is not sold."
        ),
        example="浙江省;江苏省 南京市",
    ),
    SKU_CODE,
    VALUES,
    Column(
        name="sku_name",
        permissions=_CHANGES_SKUS,
        titles=("规格名称", "Specification"),
        read=text(120),
        hint=_("Empty: the values."),
    ),
    SALE_PRICE,
    LIST_PRICE,
    Column(
        name="barcode",
        permissions=_CHANGES_SKUS,
        titles=("条形码", "Barcode", "条码"),
        read=text(32),
        is_clearable=True,
        example="6901234567892",
    ),
    Column(
        name="weight_grams",
        permissions=_CHANGES_SKUS,
        titles=("重量(克)", "Weight (g)", "重量", "Weight"),
        read=whole(0, 10_000_000),
        example="220",
    ),
    Column(
        name="volume_cm3",
        permissions=_CHANGES_SKUS,
        titles=("体积(立方厘米)", "Volume (cm³)", "体积", "Volume"),
        read=whole(0, 100_000_000),
    ),
    Column(
        name="is_active",
        permissions=_CHANGES_SKUS,
        titles=("启用", "Active"),
        read=yes_no,
        example="是",
    ),
)

PRICES = (
    replace(SKU_CODE, is_required=True, hint=_("Of a SKU that is there.")),
    Column(name="title", titles=TITLE.titles, read=TITLE.read, is_information=True),
    SALE_PRICE,
    LIST_PRICE,
    Column(
        name="member_price",
        permissions=_SETS_PRICES,
        titles=("会员价", "Member price"),
        read=money,
        is_clearable=True,
    ),
    Column(
        name="valid_from",
        titles=("生效时间", "From", "开始时间"),
        read=moment,
        hint=_("Empty: at once."),
        example="2026-12-01 10:00",
    ),
    Column(
        name="valid_to",
        titles=("失效时间", "Until", "结束时间"),
        read=moment,
        hint=_("Empty: for good. At this moment the price before comes back."),
    ),
)

PICTURES = (
    Column(
        name="code",
        titles=("编码", "Code", "商品编号", "SKU编码", "外部编码", "SKU", "Handle"),
        read=text(80),
        hint=_("Product number, your own code, or SKU code."),
    ),
    Column(
        name="url",
        titles=("图片地址", "Picture address", "URL", "图片链接", "Image Src"),
        read=text(1000),
        hint=_("A public http or https address of a JPEG, PNG or WebP."),
    ),
    Column(name="file", titles=("文件", "File"), read=text(300), is_hidden=True),
    Column(
        name="position",
        titles=("位置", "Position", "顺序", "Image Position"),
        read=whole(0, 999),
        hint=_("Empty: behind the others."),
        example="1",
    ),
    Column(
        name="role",
        titles=("用途", "Use"),
        read=one_of({"主图": "main", "详情图": "detail", "main": "main", "detail": "detail"}),
        hint=_("Main or detail picture. Empty: main."),
        example="主图",
    ),
    Column(
        name="alt",
        titles=("图片说明", "Text for those who cannot see it", "Image Alt Text"),
        read=text(120),
    ),
)
