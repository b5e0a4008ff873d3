"""What kind of browser somebody uses: family, system and language, and no more than that.

Too coarse to follow anybody about; with the network it tells apart who shares an IP address.
"""

# The first mark that is found names it: most browsers claim to be several others too.
_FAMILIES = (
    ("MicroMessenger", "wechat"),
    ("AlipayClient", "alipay"),
    ("QQBrowser", "qq"),
    ("UCBrowser", "uc"),
    ("HuaweiBrowser", "huawei"),
    ("MiuiBrowser", "miui"),
    ("Edg", "edge"),
    ("OPR", "opera"),
    ("Firefox", "firefox"),
    ("Chrome", "chrome"),
    ("Safari", "safari"),
)
_SYSTEMS = (
    ("Harmony", "harmony"),
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("Mac OS", "mac"),
    ("Linux", "linux"),
)
_LANGUAGE_LENGTH = 12


def kind_of_browser(*, agent: str, languages: str) -> str:
    """Name family, system and first language of a browser by its two headers."""
    language = languages.partition(",")[0].partition(";")[0].strip().lower()[:_LANGUAGE_LENGTH]
    return f"{_named(agent, _FAMILIES)}/{_named(agent, _SYSTEMS)}/{language}"


def _named(agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in marks if mark in agent), "other")
