"""What the carrier tells of a parcel between its collection and its delivery."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

COLLECTED_AFTER = timedelta(minutes=10)

# Share of the journey, our state, where, and the words; the sandbox tells the same story.
_STAGES = (
    (0.00, "collected", "here", "【{here}】您的快件已由【{here}揽投部】揽收"),
    (0.06, "in_transit", "here", "【{here}】快件离开【{here}揽投部】，发往【{here}转运中心】"),
    (
        0.15,
        "in_transit",
        "here",
        "【{here}】快件离开【{here}转运中心】，发往【{there}转运中心】",
    ),
    (0.54, "in_transit", "there", "【{there}】快件已到达【{there}转运中心】"),
    (0.73, "in_transit", "there", "【{there}】快件已到达【{there}派送营业部】"),
    (0.91, "out_for_delivery", "there", "【{there}】快递员正在派送，请保持电话畅通"),
    (1.00, "delivered", "there", "【{there}】快件已由本人签收，感谢使用{company}"),
)


@dataclass(frozen=True, kw_only=True)
class Node:
    at: datetime
    state: str
    city: str
    text: str


def nodes(
    *, shipped_at: datetime, delivered_at: datetime, here: str, there: str, company: str
) -> Iterator[Node]:
    """Tell the whole journey, oldest first."""
    begin = shipped_at + COLLECTED_AFTER
    for share, state, place, words in _STAGES:
        yield Node(
            at=(begin + (delivered_at - begin) * share).replace(microsecond=0),
            state=state,
            city=here if place == "here" else there,
            text=words.format(here=here, there=there, company=company),
        )
