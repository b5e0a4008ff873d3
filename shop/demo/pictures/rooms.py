"""Calm rooms in which products stand, hang or lie: one palette per department."""

from dataclasses import dataclass

from shop.demo.pictures.paint import NIGHT, WHITE, mix

# Where a product touches the room, on a canvas of 800: what it stands on, the hook it hangs from.
STANDING_LINE = 652
HOOK_LINE = 168


@dataclass(frozen=True, kw_only=True)
class Room:
    """A department's palette and the kind of place that its goods are shown in."""

    wall: str
    floor: str
    accent: str
    place: str  # plinth, table, rail, ground


def backdrop(room: Room) -> str:
    """Draw the room as an SVG of 800 × 800."""
    parts = {"plinth": _plinth, "table": _table, "rail": _rail, "ground": _ground}
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800">'
        f"{_definitions(room)}{_wall()}{parts[room.place](room)}</svg>"
    )


def _definitions(room: Room) -> str:
    tones = {
        "lit": mix(room.wall, WHITE, 0.45),
        "dim": mix(room.wall, NIGHT, 0.10),
        "near": mix(room.floor, WHITE, 0.30),
        "far": mix(room.floor, NIGHT, 0.16),
    }
    return f"""<defs>
<radialGradient id="wall" cx=".24" cy=".12" r="1.1"><stop offset="0" stop-color="{tones["lit"]}"/>
<stop offset=".5" stop-color="{room.wall}"/>
<stop offset="1" stop-color="{tones["dim"]}"/></radialGradient>
<linearGradient id="floor" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="{tones["far"]}"/>
<stop offset=".22" stop-color="{room.floor}"/>
<stop offset="1" stop-color="{tones["near"]}"/></linearGradient>
<linearGradient id="side" x1="0" y1="0" x2="1" y2="0">
<stop offset="0" stop-color="{mix(room.accent, NIGHT, 0.08)}"/>
<stop offset=".3" stop-color="{mix(room.accent, WHITE, 0.30)}"/>
<stop offset=".7" stop-color="{room.accent}"/>
<stop offset="1" stop-color="{mix(room.accent, NIGHT, 0.26)}"/></linearGradient>
<linearGradient id="top" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="{mix(room.accent, WHITE, 0.62)}"/>
<stop offset="1" stop-color="{mix(room.accent, WHITE, 0.24)}"/></linearGradient>
<linearGradient id="arch" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="{mix(room.accent, WHITE, 0.28)}" stop-opacity=".75"/>
<stop offset="1" stop-color="{mix(room.accent, WHITE, 0.52)}" stop-opacity=".55"/></linearGradient>
<linearGradient id="dowel" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#E3C9A2"/>
<stop offset=".45" stop-color="#C9A576"/><stop offset="1" stop-color="#8F6B42"/></linearGradient>
<filter id="soft" filterUnits="userSpaceOnUse" x="-60" y="-60" width="920" height="920"
 color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="16"/></filter>
</defs>"""


def _wall() -> str:
    """Paint the wall, and the light that a window at the left throws on it."""
    left, right = "M96 96L262 30V300L96 372ZM96 400L262 328V560L96 600Z", "M286 20L452 -46V218"
    panes = f"{left}{right}L286 290ZM286 318L452 246V520L286 556Z"
    return (
        '<rect width="800" height="800" fill="url(#wall)"/>'
        f'<path d="{panes}" fill="#FFF" opacity=".30" filter="url(#soft)"/>'
    )


def _plane(horizon: int) -> str:
    return (
        f'<rect y="{horizon}" width="800" height="{800 - horizon}" fill="url(#floor)"/>'
        f'<rect y="{horizon - 1}" width="800" height="2" fill="#FFF" opacity=".35"/>'
    )


def _plinth(room: Room) -> str:
    edge = mix(room.accent, NIGHT, 0.34)
    return (
        '<path d="M190 600V330A210 210 0 0 1 610 330V600Z" fill="url(#arch)"/>'
        f"{_plane(596)}"
        f'<ellipse cx="424" cy="748" rx="330" ry="46" fill="{edge}" opacity=".42" '
        'filter="url(#soft)"/>'
        '<path d="M110 652V716A290 62 0 0 0 690 716V652Z" fill="url(#side)"/>'
        '<ellipse cx="400" cy="652" rx="290" ry="62" fill="url(#top)"/>'
        '<path d="M112 660A290 62 0 0 0 688 660" fill="none" stroke="#FFF" stroke-opacity=".4" '
        'stroke-width="2"/>'
    )


def _table(room: Room) -> str:
    grain = mix(room.floor, NIGHT, 0.22)
    lines = (
        "M0 624C220 616 520 632 800 622M0 676C260 664 560 686 800 672M0 742C240 730 540 752 800 736"
    )
    return (
        '<circle cx="566" cy="300" r="204" fill="url(#arch)"/>'
        f"{_plane(578)}"
        f'<path d="{lines}" fill="none" stroke="{grain}" stroke-width="3" opacity=".16"/>'
        '<rect y="578" width="800" height="26" fill="#FFF" opacity=".10"/>'
    )


def _rail(room: Room) -> str:
    shade = mix(room.wall, NIGHT, 0.45)
    return (
        '<path d="M150 720V300A250 250 0 0 1 650 300V720Z" fill="url(#arch)"/>'
        f"{_plane(716)}"
        f'<rect y="712" width="800" height="6" fill="{mix(room.wall, WHITE, 0.5)}" opacity=".8"/>'
        f'<rect x="60" y="92" width="700" height="16" rx="8" fill="{shade}" opacity=".30" '
        'filter="url(#soft)" transform="translate(10 26)"/>'
        '<rect x="60" y="76" width="680" height="16" rx="8" fill="url(#dowel)"/>'
        '<circle cx="110" cy="84" r="15" fill="url(#dowel)"/>'
        '<circle cx="690" cy="84" r="15" fill="url(#dowel)"/>'
        '<g fill="none" stroke-linecap="round">'
        '<path d="M400 172V128C400 112 422 112 422 92C422 70 388 66 384 86" stroke="#8B8F97" '
        'stroke-width="7"/>'
        '<path d="M398 172V128C398 112 420 112 420 92" stroke="#E8EAEE" stroke-width="2"/></g>'
    )


def _ground(room: Room) -> str:
    hill, near = mix(room.accent, WHITE, 0.40), mix(room.accent, WHITE, 0.18)
    return (
        '<circle cx="580" cy="214" r="92" fill="#FFF" opacity=".55" filter="url(#soft)"/>'
        '<path d="M0 520C120 430 230 420 340 470C470 400 620 392 800 486V640H0Z" '
        f'fill="{hill}" opacity=".6"/>'
        '<path d="M0 566C160 510 330 520 470 552C600 520 700 520 800 548V660H0Z" '
        f'fill="{near}" opacity=".7"/>'
        f"{_plane(598)}"
    )
