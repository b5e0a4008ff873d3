"""What a request tells of a visit: who, from where, with what, and whether it counts at all."""

import re
import secrets
from urllib.parse import urlsplit

VISITOR_COOKIE = "kaidian_visitor"
SESSION_COOKIE = "kaidian_visit"
VISITOR_SECONDS = 365 * 24 * 3600
SESSION_SECONDS = 30 * 60

_KEY = re.compile(r"[0-9a-f]{24}")
_ROBOTS = re.compile(
    r"bot\b|bot[/ ;_-]|spider|crawl|slurp|scrapy|curl/|wget/|python|httpx|aiohttp|okhttp|java/"
    r"|go-http|headless|phantomjs|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|feedfetcher",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|android(?!.*mobile)", re.IGNORECASE)
_PHONE = re.compile(r"mobile|iphone|ipod|windows phone|micromessenger", re.IGNORECASE)
_SEARCH = re.compile(r"(^|\.)(baidu|sogou|so|bing|google|sm|haosou|yandex|duckduckgo)\.[a-z.]+$")
_SOCIAL = re.compile(
    r"(^|\.)(weixin\.qq|qzone\.qq|wx\.qq|weibo|xiaohongshu|xhslink|douyin|kuaishou|zhihu|bilibili"
    r"|douban|facebook|instagram|twitter|x|t|tiktok)\.[a-z.]+$"
)
_ODD = re.compile(r"[^\w.:+-]+")

SOURCE_LENGTH = 40
CAMPAIGN_LENGTH = 60


def new_key() -> str:
    return secrets.token_hex(12)


def known_key(told: str | None) -> str | None:
    """Return a cookie's value if it is one that we could have given."""
    return told if told and _KEY.fullmatch(told) else None


def is_robot(agent: str) -> bool:
    """Tell whether a program calls; a caller without a name is one."""
    return not agent or _ROBOTS.search(agent) is not None


def device_of(agent: str) -> str:
    if _TABLET.search(agent):
        return "tablet"
    return "phone" if _PHONE.search(agent) else "desktop"


def source_of(*, utm: str, referrer: str, host: str, is_new: bool) -> str:
    """Name where a visit came from; empty for a step inside the shop."""
    if utm:
        return tidy(utm, SOURCE_LENGTH)
    name = _host(referrer)
    if not name or name == host.rpartition(":")[0] or name == host:
        return "direct" if is_new else ""
    if _SEARCH.search(name):
        return "search"
    return "social" if _SOCIAL.search(name) else "other"


def tidy(word: str, length: int) -> str:
    """Cut a word from an address to what a column and a report can bear."""
    return _ODD.sub("-", word[: length * 4]).strip("-").lower()[:length]


def _host(address: str) -> str:
    try:
        return urlsplit(address[:2000]).hostname or ""
    except ValueError:  # a forged referrer
        return ""
