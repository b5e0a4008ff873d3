"""What a text of the demo shop consists of."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Text:
    kind: str
    title: str
    slug: str
    summary: str
    body: str
    group: str = ""
    days_ago: int = 30
    is_pinned: bool = False
    cover: str = ""  # a hero of the demo's banners, or a department's floor
    goods: tuple[str, ...] = ()  # motifs: the first products drawn with them are shown
