"""What a parcel goes through: written in advance, shown as its time comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shop.sandbox.clock import scaled
from shop.sandbox.kuaidi100.companies import NAMES
from shop.sandbox.models import Parcel, ParcelStep

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Stage:
    """A kind of event: when after hand-in, with which state, where, in what words."""

    after: timedelta
    state: str
    place: Literal["here", "there"]
    text: str


USUAL = (
    Stage(timedelta(minutes=10), "103", "here", "【{here}】您的快件已由【{here}揽投部】揽收"),
    Stage(2 * HOUR, "1002", "here", "【{here}】快件离开【{here}揽投部】，发往【{here}转运中心】"),
    Stage(
        5 * HOUR, "1002", "here", "【{here}】快件离开【{here}转运中心】，发往【{there}转运中心】"
    ),
    Stage(18 * HOUR, "1002", "there", "【{there}】快件已到达【{there}转运中心】"),
    Stage(24 * HOUR, "1001", "there", "【{there}】快件已到达【{there}派送营业部】"),
    Stage(30 * HOUR, "5", "there", "【{there}】快递员正在派送，请保持电话畅通"),
    Stage(33 * HOUR, "301", "there", "【{there}】快件已由本人签收，感谢使用{company}"),
)

PROBLEMS = {
    "refused": (
        Stage(0 * HOUR, "203", "there", "【{there}】收件人拒收，快件将退回发件人"),
        Stage(6 * HOUR, "6", "there", "【{there}】快件退回中，发往【{here}】"),
        Stage(30 * HOUR, "4", "here", "【{here}】退回件已由发件人签收"),
    ),
    "returned": (
        Stage(0 * HOUR, "6", "there", "【{there}】快件退回中，发往【{here}】"),
        Stage(24 * HOUR, "4", "here", "【{here}】退回件已由发件人签收"),
    ),
    "lost": (Stage(0 * HOUR, "2", "there", "【{there}】快件异常，疑似遗失，正在核实处理"),),
    "stuck": (Stage(0 * HOUR, "208", "there", "【{there}】快件滞留，预计延迟派送"),),
}

PROBLEM_NAMES = {"refused": "拒收", "returned": "退回", "lost": "遗失", "stuck": "滞留"}


def write_steps(
    *, parcel: Parcel, stages: tuple[Stage, ...], begin: datetime, now: datetime
) -> list[ParcelStep]:
    """Write stages from a moment on: the past at its real pace, the future at the scaled one."""
    times = [begin + stage.after for stage in stages]
    shown = [time if time <= now else now + scaled(time - now) for time in times]
    return [_step(parcel, stage, time) for stage, time in zip(stages, shown, strict=True)]


def write_fixed_steps(*, parcel: Parcel, begin: datetime, end: datetime) -> list[ParcelStep]:
    """Write the usual journey stretched between two known moments."""
    first, last = USUAL[0].after, USUAL[-1].after
    return [
        _step(parcel, stage, begin + (end - begin) * ((stage.after - first) / (last - first)))
        for stage in USUAL
    ]


def _step(parcel: Parcel, stage: Stage, due_at: datetime) -> ParcelStep:
    return ParcelStep(
        parcel=parcel,
        due_at=due_at,
        state=stage.state,
        city=parcel.to_city if stage.place == "there" else parcel.from_city,
        text=stage.text.format(
            here=parcel.from_city, there=parcel.to_city, company=NAMES[parcel.company]
        ),
    )
