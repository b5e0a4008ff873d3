"""What operators decide about goods."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class CatalogPolicies(Policies):
    group = "catalog"
    title = _("Goods")

    least_main_pictures: int = policy(
        5, label=_("Least number of main pictures"), minimum=1, maximum=20
    )
    least_picture_side: int = policy(
        800, label=_("Least width and height of a main picture (pixels)"), minimum=1, maximum=4000
    )
    least_white_share: int = policy(
        85,
        label=_("Share of the border that is white on a white background (%)"),
        help_text=_("Below it the first main picture is remarked on; it is listed all the same."),
        minimum=0,
        maximum=100,
    )
    least_detail_characters: int = policy(
        30, label=_("Least length of a detail page (characters)"), minimum=0, maximum=5000
    )
    qualification_warning_days: int = policy(
        30,
        label=_("Warn of a qualification that ends within (days)"),
        minimum=1,
        maximum=365,
    )
    days_without_sale: int = policy(
        30,
        label=_("Days without a sale until a product is slow-moving"),
        minimum=1,
        maximum=365,
    )
    days_kept: int = policy(
        30,
        label=_("Days until a slow-moving product that was kept is remarked on again"),
        minimum=1,
        maximum=365,
    )
    hours_without_view: int = policy(
        72,
        label=_("Hours after listing without a view until a product is remarked on"),
        minimum=1,
        maximum=720,
    )
    has_watermark: bool = policy(
        default=False,
        label=_("Watermark on detail pictures"),
        help_text=_("Never on main pictures. Pictures follow within minutes of a change."),
    )
    watermark_text: str = policy("", label=_("Text of the watermark"))
    checked_by: str = policy(
        "another",
        label=_("Who checks a product (of those with the right to check)"),
        choices=(
            ("another", _("somebody else than who entered it")),
            ("anybody", _("anybody, also who entered it")),
        ),
    )
    approved_by: str = policy(
        "third",
        label=_("Who approves a product (of those with the right to approve)"),
        help_text=_("A shop with few people may choose less; the history shows who did what."),
        choices=(
            ("third", _("a third person, after the check")),
            ("another", _("somebody else than who entered it; this is the check")),
            ("anybody", _("anybody, also who entered it; this is the check")),
        ),
    )
