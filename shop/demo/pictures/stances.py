"""How each motif stands or hangs, and where it is worth a close look."""

from dataclasses import dataclass

from shop.demo.pictures.paint import Cut


@dataclass(frozen=True, kw_only=True)
class Stance:
    """`focus` is the point of the close-up, `base` the part that touches the ground: shares."""

    kind: str = "stand"  # stand, hang, lie
    focus: tuple[float, float] = (0.5, 0.36)
    base: tuple[float, float] | None = None
    room: float = 1.0  # how much of the usual height it may take in a scene


HANGING = Stance(kind="hang", focus=(0.5, 0.24))

OPAQUE = 96

STANCES = {
    "air-fryer": Stance(focus=(0.5, 0.22)),
    "blouse": HANGING,
    "book": Stance(base=(0.02, 0.84)),
    "building-blocks": Stance(focus=(0.42, 0.5)),
    "camera": Stance(focus=(0.5, 0.55)),
    "coat": HANGING,
    "coffee-bag": Stance(focus=(0.45, 0.55), base=(0.03, 0.92)),
    "desk-lamp": Stance(focus=(0.28, 0.3)),
    "dress": HANGING,
    "dumbbell": Stance(base=(0.06, 0.60)),
    "earbuds-case": Stance(focus=(0.5, 0.40), room=0.86),
    "electric-toothbrush": Stance(focus=(0.30, 0.42)),
    "football": Stance(focus=(0.55, 0.5), base=(0.32, 0.68), room=0.82),
    "headphones": Stance(focus=(0.2, 0.74), base=(0.06, 0.94)),
    "jacket": HANGING,
    "jeans": Stance(kind="hang", focus=(0.5, 0.18)),
    "kettle": Stance(focus=(0.4, 0.55)),
    "keyboard": Stance(kind="lie"),
    "knit-sweater": Stance(kind="hang", focus=(0.5, 0.42)),
    "laptop": Stance(focus=(0.5, 0.72)),
    "lipstick": Stance(focus=(0.26, 0.3)),
    "mug": Stance(focus=(0.62, 0.74), room=0.86),
    "notebook-with-pen": Stance(focus=(0.45, 0.4), base=(0.06, 0.80)),
    "nuts-bag": Stance(focus=(0.5, 0.62)),
    "pet-food-bag": Stance(focus=(0.6, 0.70)),
    "phone": Stance(focus=(0.76, 0.26), base=(0.08, 0.90)),
    "pillow": Stance(focus=(0.36, 0.4), room=0.92),
    "plate-set": Stance(focus=(0.55, 0.66)),
    "rice-bag": Stance(focus=(0.62, 0.66)),
    "serum-bottle": Stance(focus=(0.5, 0.42)),
    "shampoo": Stance(focus=(0.5, 0.52)),
    "shirt": HANGING,
    "smartwatch": Stance(kind="lie", focus=(0.5, 0.44)),
    "sneaker": Stance(focus=(0.5, 0.36)),
    "storage-box": Stance(focus=(0.36, 0.66), base=(0.16, 0.92), room=0.92),
    "sunscreen-tube": Stance(focus=(0.5, 0.34)),
    "t-shirt": Stance(kind="hang", focus=(0.58, 0.28)),
    "tea-tin": Stance(focus=(0.5, 0.5)),
    "teddy-bear": Stance(focus=(0.5, 0.28)),
    "tent": Stance(focus=(0.44, 0.6), base=(0.10, 0.88)),
    "tote-bag": Stance(focus=(0.5, 0.55)),
    "towel-stack": Stance(focus=(0.72, 0.24), room=0.9),
    "vase": Stance(focus=(0.5, 0.72)),
    "yoga-mat": Stance(focus=(0.3, 0.45), base=(0.08, 0.86)),
}


def stance_of(motif: str) -> Stance:
    return STANCES.get(motif, Stance())


def touching(cut: Cut, stance: Stance) -> tuple[int, int]:
    """Tell from where to where the product touches what it stands on."""
    if stance.base:
        return round(stance.base[0] * cut.width), round(stance.base[1] * cut.width)
    foot = max(2, cut.height // 22)
    alpha = cut.getchannel("A").crop((0, cut.height - foot, cut.width, cut.height))
    solid = alpha.point(lambda value: 255 if value > OPAQUE else 0).getbbox()
    return (solid[0], solid[2]) if solid else (0, cut.width)
