from marketing.models.banner import Banner
from marketing.models.bought_together import BoughtTogether
from marketing.models.favourite import Favourite
from marketing.models.review import Review, ReviewAnswer, ReviewHistory, ReviewPicture

__all__ = [
    "Banner",
    "BoughtTogether",
    "Favourite",
    "Review",
    "ReviewAnswer",
    "ReviewHistory",
    "ReviewPicture",
]
