"""cumsum and searchsorted, with numpy's new generator and an object array for the keys."""

import numpy as np

generator = np.random.default_rng()


def random_key(weights):
    keys = np.array(list(weights), dtype=object)
    ends = np.cumsum(list(weights.values()))
    return keys[np.searchsorted(ends, generator.uniform(0, ends[-1]), side="right")]
