"""What may stand in the rich text of a detail page."""

from catalog.models import Product
from shop.common.rich_text import clean_rich_text


def clean_detail(*, html: str) -> str:
    """Drop what could run or spy: scripts, handlers, frames, pictures from other hosts."""
    return clean_rich_text(html=html, field=Product.detail.field)
