"""What operators decide about reviews, recommendations and articles."""

from django.utils.translation import gettext_lazy as _

from shop.common.policies import Policies, policy


class ReviewPolicies(Policies):
    group = "reviews"
    title = _("Reviews")

    show_by_itself: bool = policy(
        default=True,
        label=_("Show reviews by themselves"),
        help_text=_("Only those in which the check finds nothing. Good and bad ones alike."),
    )
    show_after_hours: int = policy(
        2,
        label=_("Hours until a review shows by itself"),
        help_text=_("0: at once."),
        minimum=0,
        maximum=168,
    )
    photos_need_a_person: bool = policy(
        default=True, label=_("Reviews with photos wait for a person")
    )
    banned_words: list[str] = policy(
        ["加微信", "加我微信", "刷单", "兼职", "代购", "傻逼", "他妈的"],
        label=_("Words that a review may not have"),
        help_text=_("Reviews with one of them, with a link or a phone number wait for a person."),
    )
    days_to_review: int = policy(
        180,
        label=_("Days to write a review"),
        help_text=_("Counted from receipt."),
        minimum=1,
        maximum=730,
    )


class RecommendationPolicies(Policies):
    group = "recommendations"
    title = _("Recommendations")

    together_orders: int = policy(
        2,
        label=_("Orders with both goods"),
        help_text=_("Goods count as bought together from so many orders on."),
        minimum=1,
        maximum=1000,
    )
    together_days: int = policy(
        180,
        label=_("Days looked back at"),
        minimum=7,
        maximum=1095,
    )


class ContentPolicies(Policies):
    group = "content"
    title = _("Articles")

    two_people: bool = policy(
        default=True,
        label=_("Another person publishes"),
        help_text=_("Who wrote an article last cannot publish it. Switch off in a shop of one."),
    )
