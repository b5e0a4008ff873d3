"""Chance that falls the same way every time."""

import random


def dice(*seed: object) -> random.Random:
    """Make a source of chance that depends on nothing but the seed."""
    return random.Random("/".join(map(str, seed)))  # noqa: S311  invented data, not secrets
