"""The blocks of the home page."""

from datetime import datetime

from marketing.models import HomeBlock


def showing_blocks(at: datetime) -> list[HomeBlock]:
    """Return the blocks of the home page at a moment, from the top."""
    return list(HomeBlock.objects.showing(at=at))
