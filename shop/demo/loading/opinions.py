"""Enters what shoppers said of the goods, what the shop answered, and what they keep for later.

In bulk, as an import does; the ratings follow by the service.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from catalog.models import Listing, Product, ProductPicture
from customers.models import User
from marketing.models import Favourite, Review, ReviewAnswer, ReviewHistory, ReviewPicture
from marketing.policies import RecommendationPolicies
from marketing.selectors.review_check import objections_to
from marketing.services.ratings import refresh_rating
from orders.models import Order, OrderLine
from orders.selectors.reviewable import line_reference
from orders.services.companions import count_bought_together
from shop.common.actors import process
from shop.common.masking import mask_name
from shop.common.policies import set_policy
from shop.demo.catalogue import shapes
from shop.demo.dice import dice
from shop.demo.loading.loaded import Loaded
from shop.demo.opinions import ANSWERS, NEEDS_A_PERSON, Opinion, opinion
from shop.demo.people import DEMO_PHONE

SHARE_REVIEWED = 0.6
MOST_OLD = 36  # reviews of the most popular product from before the history
OLD_SPREAD = timedelta(days=60)
UNANSWERED = timedelta(days=2)  # what is newer than this still waits for an answer
FRESH = timedelta(hours=30)  # and what is newer than this for a decision
KEPT = 7
_SHOPPER = process("demo.shoppers")


@dataclass(frozen=True, kw_only=True)
class _Said:
    order_line: str
    product_id: int
    sku_name: str
    author: User
    at: datetime
    opinion: Opinion


def load_opinions(products: Sequence[shapes.Product], *, loaded: Loaded, until: datetime) -> None:
    """Enter reviews with photos and answers, favourites, and what is bought together."""
    kinds = {loaded.goods.products[product.key]: product.kind for product in products}
    said = [*_of_orders(kinds, until), *_of_old(products, loaded, until)]
    said.sort(key=lambda one: (one.at, one.order_line))
    reviews = Review.objects.bulk_create(_review(one, until) for one in said)
    _record(reviews)
    _add_photos(zip(reviews, said, strict=True))
    _answer(reviews, loaded.people.staff["customer_service"].pk, until)
    for product_id in sorted({review.product_id for review in reviews}):
        refresh_rating(product_id=product_id)
    _keep_favourites(loaded, until)
    # A young shop: one common order must do.
    set_policy(
        group=RecommendationPolicies, name="together_orders", value=1, actor=process("demo.setup")
    )
    count_bought_together(at=until)


def _of_orders(kinds: dict[int, str], until: datetime) -> Iterator[_Said]:
    received = OrderLine.objects.filter(order__fulfilment=Order.Fulfilment.RECEIVED)
    lines = received.select_related("order__customer", "sku").order_by("pk")
    for line in lines:
        key = (line.order.idempotency_key, line.sku_code)
        chance = dice("opinion", *key)
        at = (line.order.received_at or until) + timedelta(hours=1 + chance.random() * 40)
        if chance.random() < SHARE_REVIEWED and at <= until:
            yield _Said(
                order_line=line_reference(line, line.order.number),
                product_id=line.sku.product_id,
                sku_name=line.sku_name,
                author=line.order.customer,
                at=at,
                opinion=opinion(chance, kinds[line.sku.product_id]),
            )


def _of_old(products: Sequence[shapes.Product], loaded: Loaded, until: datetime) -> Iterator[_Said]:
    """Reviews of orders that are not in this shop: the merchant sold elsewhere before."""
    people = list(loaded.people.shoppers.values())
    for product in products:
        chance = dice("old opinions", product.key)
        skus = list(product.skus())
        for number in range(round(MOST_OLD * (product.popularity / 10) ** 3)):
            yield _Said(
                order_line=f"OLD-{product.key}-{number:02d}",
                product_id=loaded.goods.products[product.key],
                sku_name=chance.choice(skus).name,
                author=chance.choice(people),
                at=until - timedelta(days=22) - OLD_SPREAD * chance.random(),
                opinion=opinion(chance, product.kind),
            )


def _review(one: _Said, until: datetime) -> Review:
    is_fresh = one.at > until - FRESH
    text = NEEDS_A_PERSON if is_fresh and one.opinion.photos else one.opinion.text
    return Review(
        order_line=one.order_line,
        product_id=one.product_id,
        sku_name=one.sku_name,
        author=one.author,
        author_name=mask_name(one.author.nickname),
        is_anonymous=one.opinion.is_anonymous,
        stars=one.opinion.stars,
        text=text,
        has_pictures=bool(one.opinion.photos),
        objections="、".join(objections_to(text)),
        state=Review.State.WAITING if is_fresh else Review.State.SHOWN,
        created_at=one.at,
    )


def _record(reviews: Sequence[Review]) -> None:
    states = Review.State
    entries = [
        ReviewHistory(
            review=review,
            axis="state",
            from_state=source,
            to_state=target,
            actor_process=_SHOPPER.process,
            at=review.created_at,
        )
        for review in reviews
        for source, target in (("", states.WAITING), (states.WAITING, review.state))
        if source != target
    ]
    ReviewHistory.objects.bulk_create(entries)


def _add_photos(written: Iterator[tuple[Review, _Said]]) -> None:
    """Let the photos of reviews be pictures that the shop has already."""
    shown: dict[int, list[tuple[str, str]]] = {}
    pictures = ProductPicture.objects.order_by("product_id", "position", "pk")
    for product_id, image, colour in pictures.values_list("product_id", "image", "value__name"):
        shown.setdefault(product_id, []).append((image, colour or ""))
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, image=image, position=position)
        for review, one in written
        for position, image in enumerate(_photos(one, shown.get(one.product_id, [])))
    )


def _photos(one: _Said, shown: Sequence[tuple[str, str]]) -> list[str]:
    own = [image for image, colour in shown if colour and colour in one.sku_name]
    found = own or [image for image, _colour in shown]
    return dice("photos", one.order_line).sample(found, k=min(one.opinion.photos, len(found)))


def _answer(reviews: Sequence[Review], author_id: int, until: datetime) -> None:
    answered = [
        review
        for review in reviews
        if review.stars in ANSWERS
        and review.created_at < until - UNANSWERED
        and (review.stars < Review.MOST_STARS or dice("answer", review.order_line).random() < 0.08)  # noqa: PLR2004
    ]
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(
            review=review,
            text=ANSWERS[review.stars],
            author_id=author_id,
            created_at=review.created_at + timedelta(hours=5),
        )
        for review in answered
    )


def _keep_favourites(loaded: Loaded, until: datetime) -> None:
    """Give shoppers favourites, some kept at a higher price than today's."""
    rows = list(Listing.objects.filter(product__status__in=Product.LIVE).order_by("number"))
    kept: list[Favourite] = []
    for phone, user in sorted(loaded.people.shoppers.items()):
        chance = dice("favourites", phone)
        wanted = KEPT if phone == DEMO_PHONE else chance.randrange(5)
        for row in chance.sample(rows, k=min(wanted, len(rows))):
            dearer = chance.choice((Decimal(1), Decimal(1), Decimal("1.15")))
            kept.append(
                Favourite(
                    user=user,
                    product_id=row.pk,
                    price=row.lowest_price and (row.lowest_price * dearer).quantize(Decimal(1)),
                    created_at=until - timedelta(days=chance.random() * 20),
                )
            )
    Favourite.objects.bulk_create(kept)
