"""The media library as people look through it."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from catalog.models import MediaAsset, MediaFolder, Product


@dataclass(frozen=True, kw_only=True)
class FolderChoice:
    folder_id: int
    path: str  # the names from the top down


def with_use_counts(assets: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
    """Count by links where each medium is shown."""
    return assets.annotate(
        use_count=Count("pictures", distinct=True) + Count("videos", distinct=True)
    )


def unused(assets: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
    return assets.filter(pictures=None, videos=None)


def products_that_show(asset_id: int) -> QuerySet[Product]:
    """Return the products on which a medium is seen."""
    shown = Product.objects.filter(pictures__asset=asset_id)
    filmed = Product.objects.filter(video__asset=asset_id)
    return (shown | filmed).distinct().order_by("pk")


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
