"""Banner art: goods grouped on plinths, with a calm side left for the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from shop.demo.catalogue.shapes import Look
from shop.demo.pictures.paint import NIGHT, WHITE, cut_out, mix, rasterise
from shop.demo.pictures.rooms import Room
from shop.demo.pictures.saving import save_widths
from shop.demo.pictures.shadows import cast_contact
from shop.demo.pictures.stances import stance_of
from shop.demo.pictures.views import fitted

HERO = (1600, 800)
HERO_WIDTHS = (480, 800, 1200, 1600)
PHONE = (750, 420)
TALL = (480, 1200)
WIDTHS = {HERO: HERO_WIDTHS, PHONE: (375, 750), TALL: (240, 480)}


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One product in a banner: where its base stands, how high it is, and how high its plinth."""

    motif: str
    look: Look
    centre: int
    floor: int
    height: int
    plinth: int = 0  # width of the plinth under it; 0 stands on the floor


@dataclass(frozen=True, kw_only=True)
class Poster:
    stem: str
    size: tuple[int, int]
    room: Room
    horizon: int
    arch: tuple[int, int, int]  # centre, top, width
    exhibits: tuple[Exhibit, ...]


def draw_posters(posters: Sequence[Poster], folder: Path, *, scale: float = 1.0) -> None:
    """Draw banners into a folder, `<stem>-<width>.webp` each; a small `scale` makes drafts."""
    folder.mkdir(parents=True, exist_ok=True)
    for poster in posters:
        save_widths(_poster(poster, scale), folder, poster.stem, WIDTHS[poster.size])


def for_phones(poster: Poster) -> Poster:
    """Set a hero anew for narrow screens: its goods on plinths, closer together, on the right."""
    deep = HERO[1]
    across, down = 0.38, 0.54
    middle, _top, width = poster.arch

    def moved(centre: int) -> int:
        return round(550 + (centre - middle) * across)

    def lowered(line: int) -> int:
        return round(PHONE[1] - (deep - line) * down)

    exhibits = (
        replace(
            exhibit,
            centre=moved(exhibit.centre),
            floor=lowered(exhibit.floor),
            height=round(exhibit.height * down),
            plinth=round(exhibit.plinth * across),
        )
        for exhibit in poster.exhibits
        if exhibit.plinth
    )
    return Poster(
        stem=f"{poster.stem}-phone",
        size=PHONE,
        room=poster.room,
        horizon=lowered(poster.horizon),
        arch=(moved(middle), 40, round(width * down)),
        exhibits=tuple(exhibits),
    )


def _poster(poster: Poster, scale: float) -> Image.Image:
    canvas = rasterise(_stage(poster), width=round(poster.size[0] * scale)).convert("RGB")
    shadow = mix(poster.room.accent, NIGHT, 0.72)
    for exhibit in poster.exhibits:
        tall = exhibit.height * scale
        look = exhibit.look
        cut = cut_out(exhibit.motif, look.main, look.accent, size=max(80, round(tall * 1.3)))
        seen = fitted(cut, width=canvas.width, height=tall)
        at = (
            round(exhibit.centre * scale - seen.width / 2),
            round(exhibit.floor * scale - seen.height),
        )
        cast_contact(canvas, seen, at, stance_of(exhibit.motif), colour=shadow)
        canvas.paste(seen, at, seen)
    return canvas


def _stage(poster: Poster) -> str:
    width, height = poster.size
    foot = poster.horizon + (height - poster.horizon) // 2
    plinths = "".join(
        _plinth(exhibit, poster.room, foot) for exhibit in poster.exhibits if exhibit.plinth
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"{_paints(poster.room)}"
        f'<rect width="{width}" height="{height}" fill="url(#wall)"/>'
        f"{_light(width, height)}{_arch(poster)}"
        f'<rect y="{poster.horizon}" width="{width}" height="{height - poster.horizon}" '
        'fill="url(#floor)"/>'
        f'<rect y="{poster.horizon - 1}" width="{width}" height="2" fill="#FFF" opacity=".4"/>'
        f"{plinths}</svg>"
    )


def _paints(room: Room) -> str:
    gradients = (
        ("wall", "1", "1", mix(room.wall, WHITE, 0.55), mix(room.wall, NIGHT, 0.05)),
        ("floor", "0", "1", mix(room.floor, NIGHT, 0.10), mix(room.floor, WHITE, 0.30)),
        ("arch", "0", "1", mix(room.accent, WHITE, 0.34), mix(room.accent, WHITE, 0.60)),
        ("top", "1", "1", mix(room.accent, WHITE, 0.66), mix(room.accent, WHITE, 0.30)),
        ("side", "1", "0", mix(room.accent, WHITE, 0.34), mix(room.accent, NIGHT, 0.22)),
    )
    stops = "".join(
        f'<linearGradient id="{name}" x2="{right}" y2="{down}"><stop stop-color="{start}"/>'
        f'<stop offset="1" stop-color="{end}"/></linearGradient>'
        for name, right, down, start, end in gradients
    )
    return (
        f'<defs>{stops}<filter id="soft" x="-20%" y="-20%" width="140%" height="140%" '
        'color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="18"/></filter></defs>'
    )


def _light(width: int, height: int) -> str:
    """Let a window at the upper left throw its panes on the wall."""
    step, slope = width // 9, height // 9
    panes = "".join(
        f"M{left} {slope}l{step} -{slope}v{height // 2}l-{step} {slope}Z"
        for left in (step // 2, step * 7 // 4)
    )
    return f'<path d="{panes}" fill="#FFF" opacity=".32" filter="url(#soft)"/>'


def _arch(poster: Poster) -> str:
    centre, top, width = poster.arch
    half = width // 2
    return (
        f'<path d="M{centre - half} {poster.horizon}V{top + half}A{half} {half} 0 0 1 '
        f'{centre + half} {top + half}V{poster.horizon}Z" fill="url(#arch)" opacity=".8"/>'
    )


def _plinth(exhibit: Exhibit, room: Room, foot: int) -> str:
    half, squash = exhibit.plinth / 2, exhibit.plinth / 10
    left, right, top = exhibit.centre - half, exhibit.centre + half, exhibit.floor
    rim = f"A{half} {squash} 0 0 0 {right}"
    return (
        f'<ellipse cx="{exhibit.centre + 18}" cy="{foot + 10}" rx="{half * 1.06}" ry="{squash}" '
        f'fill="{mix(room.floor, NIGHT, 0.5)}" opacity=".4" filter="url(#soft)"/>'
        f'<path d="M{left} {top}V{foot}{rim} {foot}V{top}Z" fill="url(#side)"/>'
        f'<ellipse cx="{exhibit.centre}" cy="{top}" rx="{half}" ry="{squash}" fill="url(#top)"/>'
        f'<path d="M{left} {top + 4}{rim} {top + 4}" fill="none" '
        f'stroke="{mix(room.accent, WHITE, 0.7)}" stroke-opacity=".7" stroke-width="2"/>'
    )
