"""Lays out the home page of the demo shop."""

from catalog.models import Category
from marketing.models import Banner, HomeBlock
from marketing.selectors.banners import channel_placement
from shop.demo.loading.media import BANNERS
from shop.demo.posters import HEROES

# Departments with a floor on the home page, in order.
FLOORS = ("fashion", "digital", "home", "appliances", "food", "beauty")
STEP = 10

Kind = HomeBlock.Kind


def load_home(*, owner_id: int) -> None:
    """Enter the blocks of the home page, and what stands above the goods of some categories."""
    HomeBlock.objects.all().delete()
    departments = {row.slug: row for row in Category.objects.filter(slug__in=FLOORS)}
    above = (Kind.HERO, Kind.CATEGORIES, Kind.PROMISES, Kind.FLASH_SALE, Kind.RANKING)
    blocks = [
        *(HomeBlock(kind=kind) for kind in above),
        *(HomeBlock(kind=Kind.FLOOR, category=departments[slug]) for slug in FLOORS),
        HomeBlock(kind=Kind.ARTICLES),
        HomeBlock(kind=Kind.NEW),
        HomeBlock(kind=Kind.FOR_YOU),
    ]
    for place, block in enumerate(blocks, start=1):
        block.position, block.owner_id = place * STEP, owner_id
    HomeBlock.objects.bulk_create(blocks)
    Banner.objects.bulk_create(
        Banner(
            placement=channel_placement(hero.category),
            title=hero.title,
            subtitle=hero.subtitle,
            picture=f"{BANNERS}/{hero.poster.stem}.webp",
            link="/search/?sort=newest",
            owner_id=owner_id,
        )
        for hero in HEROES
    )
    Banner.objects.filter(owner=None).update(owner_id=owner_id)
