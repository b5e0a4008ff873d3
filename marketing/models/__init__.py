from marketing.models.article import Article, ArticleHistory, ArticleKind, ArticlePage, HelpGroup
from marketing.models.banner import Banner
from marketing.models.bought_together import BoughtTogether
from marketing.models.favourite import Favourite
from marketing.models.home_block import HomeBlock
from marketing.models.review import Review, ReviewAnswer, ReviewHistory, ReviewPicture

__all__ = [
    "Article",
    "ArticleHistory",
    "ArticleKind",
    "ArticlePage",
    "Banner",
    "BoughtTogether",
    "Favourite",
    "HelpGroup",
    "HomeBlock",
    "Review",
    "ReviewAnswer",
    "ReviewHistory",
    "ReviewPicture",
]
