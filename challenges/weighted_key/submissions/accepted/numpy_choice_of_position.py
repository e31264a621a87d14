"""numpy.random.choice over positions, so that numpy never touches the keys."""

import numpy as np


def random_key(weights):
    keys = list(weights)
    probabilities = np.array(list(weights.values()), dtype=float)
    return keys[np.random.choice(len(keys), p=probabilities / probabilities.sum())]
