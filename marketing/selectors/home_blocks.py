"""The blocks of the home page."""

from datetime import datetime

from marketing.models import HomeBlock


def planned_blocks(at: datetime) -> list[HomeBlock]:
    """Return the blocks of the home page that show at a moment or later, from the top."""
    return list(HomeBlock.objects.planned(at=at))
