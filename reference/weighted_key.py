"""Reference solution of the challenge `weighted_key`."""

from __future__ import annotations

import random


def random_key(weights: dict[str | int, float]) -> str | int:
    """Return one of the keys, with a probability in proportion to its weight.

    The weights are laid end to end, and the key on whose stretch a uniformly random point falls is returned.

    Args:
        weights: Non-negative weights, at least one of them positive; keys of weight zero are never returned.
    """
    while True:
        point = random.random() * sum(weights.values())  # noqa: S311  # a game of chance, not a secret
        for key, weight in weights.items():
            point -= weight
            if point < 0:
                return key
        # Rounding left the point beyond the last stretch, which is as good as no point: throw again.
