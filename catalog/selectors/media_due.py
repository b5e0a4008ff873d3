"""Which media wait for a worker."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.models import MediaAsset, ProductPicture
from catalog.policies import CatalogPolicies
from shop.common.policies import policies

MOST_ATTEMPTS = 3
_MARKED = r"_w[0-9a-f]{8}\.jpg$"


def watermark_text() -> str:
    """Return what stands across detail pictures; empty when nothing does."""
    rules = policies(CatalogPolicies)
    return rules.watermark_text.strip() if rules.has_watermark else ""


def mark_of(text: str) -> str:
    """Return the look of pictures that carry this watermark."""
    return "w" + hashlib.sha256(text.encode()).hexdigest()[:8] if text else ""


def media_to_prepare(at: datetime) -> list[int]:
    """Return the media without renditions, and those whose watermark is not as it should be."""
    free = MediaAsset.objects.filter(Q(busy_until=None) | Q(busy_until__lt=at))
    wrongly_shown = wrongly_marked(mark_of(watermark_text())).values("asset")
    ids = set(MediaAsset.objects.due(at).values_list("pk", flat=True))
    ids |= set(
        free.filter(pk__in=wrongly_shown, attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True)
    )
    return sorted(ids)


def wrongly_marked(mark: str) -> QuerySet[ProductPicture]:
    """Return the uses that lack the watermark, carry an old one, or should carry none."""
    rows = ProductPicture.objects.filter(
        asset__state=MediaAsset.State.READY, asset__kind=MediaAsset.Kind.PICTURE
    )
    is_marked = Q(image__regex=_MARKED)
    if not mark:
        return rows.filter(is_marked)
    is_detail = Q(role=ProductPicture.Role.DETAIL)
    return rows.filter((is_detail & ~Q(image__endswith=f"_{mark}.jpg")) | (~is_detail & is_marked))
