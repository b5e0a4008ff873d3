"""The media library as people look through it."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalog.models import (
    MediaAsset,
    MediaFolder,
    MediaUse,
    Product,
    ProductPicture,
    ProductVideo,
)
from catalog.selectors.pictures import thumbnail_url


@dataclass(frozen=True, kw_only=True)
class FolderChoice:
    folder_id: int
    path: str  # the names from the top down


@dataclass(frozen=True, kw_only=True)
class LibraryPicture:
    name: str
    thumbnail: str  # its address


def library_picture(asset_id: int) -> LibraryPicture | None:
    """Return a picture as a form shows what was chosen."""
    asset = MediaAsset.objects.filter(pk=asset_id, kind=MediaAsset.Kind.PICTURE).first()
    return LibraryPicture(name=str(asset), thumbnail=thumbnail_url(asset)) if asset else None


def with_use_counts(assets: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
    """Count by links where each medium is shown."""
    return assets.annotate(
        use_count=_count(ProductPicture) + _count(ProductVideo) + _count(MediaUse)
    )


def _count(uses: type[ProductPicture | ProductVideo | MediaUse]) -> Coalesce:
    """Count one kind of use by itself: only the rows that a page shows are counted."""
    rows = uses.objects.filter(asset=OuterRef("pk")).order_by().values("asset")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


def unused(assets: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
    return assets.filter(pictures=None, videos=None, uses=None)


def products_that_show(asset_id: int) -> QuerySet[Product]:
    """Return the products on which a medium is seen."""
    shown = Product.objects.filter(pictures__asset=asset_id)
    filmed = Product.objects.filter(video__asset=asset_id)
    return (shown | filmed).distinct().order_by("pk")


def places_that_show(asset_id: int) -> QuerySet[MediaUse]:
    """Return the places besides products' own pictures where a medium is seen."""
    return MediaUse.objects.filter(asset=asset_id).order_by("pk")


def folder_choices() -> list[FolderChoice]:
    """Return all folders by their path, read in one query."""
    rows = {
        pk: (name, parent)
        for pk, name, parent in MediaFolder.objects.values_list("pk", "name", F("parent"))
    }

    def path(folder_id: int) -> str:
        names: list[str] = []
        at: int | None = folder_id
        while at is not None and len(names) < len(rows) + 1:
            name, at = rows[at]
            names.append(name)
        return " / ".join(reversed(names))

    choices = [FolderChoice(folder_id=pk, path=path(pk)) for pk in rows]
    return sorted(choices, key=lambda choice: choice.path)
