"""What the shop looks for in the text of a review before it shows by itself."""

import re
import unicodedata

from django.utils.translation import gettext as _

from marketing.policies import ReviewPolicies
from shop.common.policies import policies

_LINK = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|top|xyz|shop|cc|vip)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{7,}")
# Between the figures of a number that is to be overlooked, people write these.
_FILLERS = re.compile(r"[\s.\-_·,，、*]+")


def objections_to(text: str) -> list[str]:
    """Say why a person should read the text first; an empty list when nothing was found."""
    plain = unicodedata.normalize("NFKC", text)
    found = [_("“%(word)s”") % {"word": word} for word in _banned_words(plain)]
    if _LINK.search(plain):
        found.append(_("a link"))
    if _LONG_NUMBER.search(_FILLERS.sub("", plain)):
        found.append(_("a phone number or account"))
    return found


def _banned_words(plain: str) -> list[str]:
    squeezed = _FILLERS.sub("", plain).lower()
    words = policies(ReviewPolicies).banned_words
    return [word for word in words if word.strip() and word.strip().lower() in squeezed]
